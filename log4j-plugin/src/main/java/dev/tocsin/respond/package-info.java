/**
 * What follows an alert: who is shut out, and which alerts wait for somebody. Knows rules, and
 * neither the journal nor Log4j.
 */
@NullMarked
package dev.tocsin.respond;

import org.jspecify.annotations.NullMarked;
