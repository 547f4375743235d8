package dev.tocsin.inspect;

/**
 * What {@link InputInspector} found in an input. Immutable.
 *
 * @param kind what the input seems to try
 * @param confidence how sure that is
 * @param part the part of the input that says so, decoded, at most {@link
 *     InputInspector#MOST_PART_CHARACTERS} characters; a shorter input as a whole. Secrets that the
 *     built-in rules of redaction know are out. It is the client's own text all the same: whether
 *     it is a password only the name of its field tells, so it belongs where other texts of an
 *     event are redacted
 */
public record Suspicion(AttackKind kind, Confidence confidence, String part) {}
