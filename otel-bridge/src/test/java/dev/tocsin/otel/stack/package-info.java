/** The programs that audit events and figures are sent on to, as processes, for tests. */
@NullMarked
package dev.tocsin.otel.stack;

import org.jspecify.annotations.NullMarked;
