/**
 * Finds what would lose events or evidence: each {@code Check} looks at one thing, of a
 * configuration or of a journal's files, and only reads. May depend on all of {@code tocsin-log4j};
 * knows nothing of the command line. Begin at {@code Doctor}.
 */
@NullMarked
package dev.tocsin.doctor;

import org.jspecify.annotations.NullMarked;
