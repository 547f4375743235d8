package dev.tocsin.inspect;

/**
 * What {@link InputInspector} found in an input. Immutable.
 *
 * @param kind what the input seems to try
 * @param confidence how sure that is
 * @param part the part of the input that says so, decoded, at most {@link
 *     InputInspector#MOST_PART_CHARACTERS} characters. It is the client's own text: a secret may
 *     stand in it, so it belongs where other texts of an event are redacted
 */
public record Suspicion(AttackKind kind, Confidence confidence, String part) {}
