/**
 * Whether a text that a client sent looks like an attack on the application behind: SQL injection,
 * cross-site scripting, path traversal, command injection. Begin with {@link
 * dev.tocsin.inspect.InputInspector}. Knows the event model only. What it finds and what it misses
 * is measured in {@code docs/inspection.md}.
 */
@NullMarked
package dev.tocsin.inspect;

import org.jspecify.annotations.NullMarked;
