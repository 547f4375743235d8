/**
 * What follows a journal from inside the application that writes it, such as a bridge to a
 * collector.
 */
@NullMarked
package dev.tocsin.outlet;

import org.jspecify.annotations.NullMarked;
