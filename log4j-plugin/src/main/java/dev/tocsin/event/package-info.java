/**
 * The security event: its fields, types and limits. Every other package speaks in these terms, and
 * this one knows none of them: it depends on the JDK alone.
 *
 * <p>Begin with {@link dev.tocsin.event.EventType} and {@link dev.tocsin.event.EventField}. An
 * event is gathered in an {@link dev.tocsin.event.EventDraft}, kept as a {@link
 * dev.tocsin.event.SecurityEvent}, and read through {@link dev.tocsin.event.EventView}, which both
 * are.
 */
@NullMarked
package dev.tocsin.event;

import org.jspecify.annotations.NullMarked;
