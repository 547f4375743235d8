/**
 * Looks at input for what attacks look like, without state and without a decision: what it finds
 * becomes indicators and a confidence of events, and only rules act on those.
 */
@NullMarked
package dev.tocsin.inspect;

import org.jspecify.annotations.NullMarked;
