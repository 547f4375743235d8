/** Text from outside, made fit to be shown. Knows nothing else of Tocsin. */
@NullMarked
package dev.tocsin.text;

import org.jspecify.annotations.NullMarked;
