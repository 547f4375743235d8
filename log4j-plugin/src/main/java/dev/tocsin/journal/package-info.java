/**
 * The audit file: one JSON line an event, appended once, chained line to line, in segments that
 * roll, are compressed and are deleted when their time has come.
 *
 * <p>Begin with {@link dev.tocsin.journal.Journal}, the writer, and {@link
 * dev.tocsin.journal.JournalReader}, which reads what it wrote, also while it is being written. The
 * format is described in {@code docs/journal.md}. This package appends bytes and counts lines: it
 * knows neither rules nor Log4j nor OpenTelemetry, and of the event only that its line ends with
 * {@code ,"seq":N}.
 */
@NullMarked
package dev.tocsin.journal;

import org.jspecify.annotations.NullMarked;
