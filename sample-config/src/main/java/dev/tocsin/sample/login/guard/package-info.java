/** The recognition of probes in input. */
@NullMarked
package dev.tocsin.sample.login.guard;

import org.jspecify.annotations.NullMarked;
