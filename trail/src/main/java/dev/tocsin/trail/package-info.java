/**
 * Reading the journal as a library, on which the {@code tocsin} command is built; and {@link
 * dev.tocsin.trail.CaseJournal}, which keeps what people do with audit records.
 */
@NullMarked
package dev.tocsin.trail;

import org.jspecify.annotations.NullMarked;
