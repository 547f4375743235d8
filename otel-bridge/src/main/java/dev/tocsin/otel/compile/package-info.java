/** Rules as configuration of stock components: the collector, Prometheus and Loki. */
@NullMarked
package dev.tocsin.otel.compile;

import org.jspecify.annotations.NullMarked;
