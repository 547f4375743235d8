/**
 * Reading the journal as a library, on which the {@code tocsin} command is built; and {@link
 * dev.tocsin.trail.CaseJournal}, which keeps what people do with audit records; {@link
 * dev.tocsin.trail.CaseBook} and {@link dev.tocsin.trail.Cases} are investigations in it.
 */
@NullMarked
package dev.tocsin.trail;

import org.jspecify.annotations.NullMarked;
