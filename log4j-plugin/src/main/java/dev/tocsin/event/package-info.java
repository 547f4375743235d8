/**
 * The security event: its fields, types and limits. Every other package speaks in these terms, and
 * this one knows none of them: it depends on the JDK alone.
 */
@NullMarked
package dev.tocsin.event;

import org.jspecify.annotations.NullMarked;
