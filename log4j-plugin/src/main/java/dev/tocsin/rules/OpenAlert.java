package dev.tocsin.rules;

import java.time.Instant;

/**
 * An alert that is not over, with what a detector needs to go on with it. Immutable.
 *
 * @param alert as it stands
 * @param trueUntil when its condition turns, or turned, false unless more events come; {@link
 *     Instant#MAX} while a rule that looks for too few events finds too few
 */
public record OpenAlert(Alert alert, Instant trueUntil) {}
