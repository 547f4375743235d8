/** Whether compiled rules mean the same everywhere. */
@NullMarked
package dev.tocsin.otel.compile;

import org.jspecify.annotations.NullMarked;
