/**
 * Events as bytes, and back: {@link dev.tocsin.encode.JsonEncoder} writes the line of the audit
 * file, {@link dev.tocsin.encode.TextEncoder} the line for people and {@code grep}, and {@link
 * dev.tocsin.encode.JsonEventReader} reads what the first one wrote. Knows the event and nothing
 * else of the product.
 *
 * <p>Encoding a flat event makes no garbage. Whatever a value holds, what is written is one line
 * that reads back to the same value.
 */
@NullMarked
package dev.tocsin.encode;

import org.jspecify.annotations.NullMarked;
