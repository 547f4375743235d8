/** The pages and the JSON interface, and the filters in front of them. */
@NullMarked
package dev.tocsin.sample.login.web;

import org.jspecify.annotations.NullMarked;
