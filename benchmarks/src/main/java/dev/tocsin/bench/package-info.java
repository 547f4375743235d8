/**
 * What Tocsin costs, beside the floors that nothing can be below, in the same run. {@link
 * dev.tocsin.bench.Main} runs all and prints one table; figures of two runs are not comparable.
 */
@NullMarked
package dev.tocsin.bench;

import org.jspecify.annotations.NullMarked;
