/**
 * Reading the journal: queries, statistics and verification as a library. The {@code tocsin}
 * command is built on it.
 */
@NullMarked
package dev.tocsin.trail;

import org.jspecify.annotations.NullMarked;
