/**
 * The command {@code ship}, for where the {@code tocsin} command is. Nobody knows this package; it
 * is the only one of this module that knows the command line. Begin with {@link
 * dev.tocsin.otel.cli.ShipCommand}.
 */
@NullMarked
package dev.tocsin.otel.cli;

import org.jspecify.annotations.NullMarked;
