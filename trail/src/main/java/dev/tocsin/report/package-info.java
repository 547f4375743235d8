/**
 * Reports for people: what happened in a time, what became of it, what of a framework's controls
 * the log can show, and whether the log is whole. Begin at {@link dev.tocsin.report.Report}. Knows
 * the trail and the journal, and nothing of the command line.
 */
@NullMarked
package dev.tocsin.report;

import org.jspecify.annotations.NullMarked;
