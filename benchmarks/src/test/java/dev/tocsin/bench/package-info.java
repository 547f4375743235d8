/** Tests that the benchmarks measure what they say, and that their figures are told right. */
@NullMarked
package dev.tocsin.bench;

import org.jspecify.annotations.NullMarked;
