/** The way of audit events from the journal to an OpenTelemetry collector. */
@NullMarked
package dev.tocsin.otel;

import org.jspecify.annotations.NullMarked;
