/**
 * Whether what a client sent looks like an attack on the application behind: {@link
 * dev.tocsin.inspect.InputInspector} looks at texts for SQL injection, cross-site scripting, path
 * traversal and command injection, {@link dev.tocsin.inspect.Upload} at files. Without state and
 * without a decision: what is found becomes indicators and a confidence of events, and only rules
 * act on those. Knows the event model only. What the inspector finds and what it misses is measured
 * in {@code docs/inspection.md}.
 */
@NullMarked
package dev.tocsin.inspect;

import org.jspecify.annotations.NullMarked;
