/**
 * Looks at input for what attacks look like, without state and without a decision: what it finds
 * becomes indicators and a confidence of events, and only rules act on those. Begin with {@link
 * dev.tocsin.inspect.InputInspector} for texts; what it finds and what it misses is measured in
 * {@code docs/inspection.md}. {@link dev.tocsin.inspect.Upload} looks at files. Knows the event
 * model only.
 */
@NullMarked
package dev.tocsin.inspect;

import org.jspecify.annotations.NullMarked;
