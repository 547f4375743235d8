/**
 * What the benchmarks of every class path share: the event that is measured, what its bytes cost at
 * the least, and the run of JMH. It is one package with the benchmarks themselves, which lie in
 * modules of their own because their libraries do not go together. Begin with {@link
 * dev.tocsin.bench.JmhRun}.
 */
@NullMarked
package dev.tocsin.bench;

import org.jspecify.annotations.NullMarked;
