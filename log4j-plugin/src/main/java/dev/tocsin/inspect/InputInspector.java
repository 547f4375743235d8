package dev.tocsin.inspect;

import dev.tocsin.privacy.Redactor;
import java.nio.CharBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a text that a client sent looks like an attack. It is a guess, made by a model that
 * learned from attacks and honest input; {@code docs/inspection.md} has how often it is right. It
 * keeps nothing back and is no firewall: what is done about a suspicion is up to the rules.
 *
 * <p>Wrappings are taken off first: percent encoding, entities, escapes, compatible forms of
 * Unicode, comments of SQL, four layers at most. The time is linear in the length. Of a text
 * without wrappings and without a suspicion nothing is allocated. Any text may be given, also one
 * with halves of characters or NULs; no state is kept. Thread-safe.
 */
public final class InputInspector {
  /** What lies beyond so many characters of a text is not looked at. */
  public static final int MOST_CHARACTERS = 1 << 20;

  /** So long is the part that a suspicion shows at most. */
  public static final int MOST_PART_CHARACTERS = 128;

  /** Shorter texts are no attack by themselves. */
  private static final int SHORTEST = 3;

  private static final AttackKind[] KINDS = AttackKind.values();

  private InputInspector() {}

  /**
   * Looks at a text: a parameter's value, a path, a string of a JSON document.
   *
   * @param input as the application gets it, or as it was sent
   * @return the kind that it looks like most; empty for what looks honest
   */
  public static Optional<Suspicion> inspect(CharSequence input) {
    return inspect(input, Model.standard());
  }

  static Optional<Suspicion> inspect(CharSequence input, Model model) {
    CharSequence seen = seen(input);
    return seen == null ? Optional.empty() : suspicion(seen, model);
  }

  /** What is looked at of an input, without wrappings; null if a glance finds it honest. */
  static @Nullable CharSequence seen(CharSequence input) {
    int length = Math.min(input.length(), MOST_CHARACTERS);
    boolean active = false;
    boolean wrapped = false;
    for (int i = 0; i < length; i++) {
      char c = input.charAt(i);
      active |= Alphabet.isActive(c);
      wrapped |= Decoder.isWrapping(c) && Decoder.mayBegin(input, i, length);
    }
    if (!active || length < SHORTEST) {
      return null;
    }
    if (wrapped) {
      return decoded(input, length);
    }
    return length == input.length() ? input : input.subSequence(0, length);
  }

  /** The text without its wrappings. */
  static CharSequence decoded(CharSequence input, int length) {
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = input.charAt(i);
    }
    return CharBuffer.wrap(text, 0, new Decoder(text).decode());
  }

  private static Optional<Suspicion> suspicion(CharSequence text, Model model) {
    long most = Scan.scan(text, model);
    int kind = -1;
    for (int i = 0; i < Model.KINDS; i++) {
      boolean beyond = Scan.most(most, i) >= model.medium(i);
      if (beyond && (kind < 0 || Scan.most(most, i) > Scan.most(most, kind))) {
        kind = i;
      }
    }
    if (kind < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Suspicion(
            KINDS[kind],
            Scan.most(most, kind) >= model.high(kind) ? Confidence.HIGH : Confidence.MEDIUM,
            part(text, model, kind)));
  }

  /**
   * What says most for a kind. Half a secret looks like none, so those of the whole text go out
   * before it is cut.
   */
  private static String part(CharSequence text, Model model, int kind) {
    String safe = Redactor.standard().redact(text.toString());
    if (safe.length() <= MOST_PART_CHARACTERS) {
      return safe;
    }
    Stretch stretch = Stretch.find(safe, model, kind, true);
    if (stretch.hadComment()) {
      Stretch other = Stretch.find(safe, model, kind, false);
      return other.saysMore(stretch) ? other.of(safe) : stretch.of(safe);
    }
    return stretch.of(safe);
  }
}
