/**
 * The {@code tocsin} command: one class per command, found through {@link
 * dev.tocsin.cli.CommandProvider}. It may know every package below it and is known by none but the
 * modules that add commands. Begin with {@link dev.tocsin.cli.Main}.
 */
@NullMarked
package dev.tocsin.cli;

import org.jspecify.annotations.NullMarked;
