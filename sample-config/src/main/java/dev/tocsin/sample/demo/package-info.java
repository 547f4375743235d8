/**
 * The demonstration: real sign-ins and attacks against the sign-in service, over HTTP, and a look
 * at what the journal says of them. Begin at {@link dev.tocsin.sample.demo.DemoPlay}.
 */
@NullMarked
package dev.tocsin.sample.demo;

import org.jspecify.annotations.NullMarked;
