package dev.tocsin.privacy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tocsin.event.Change;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.keys.PeriodKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of events before they are written or shipped anywhere. A value is secret by the
 * name it stands under, as a detail, a header or in a text, or by what it looks like; what is
 * secret gives way to a mark that names its kind, as {@code [redacted:password]}. Session ids give
 * way to their keyed hash, so that equal ones stay equal. What is redacted once stays as it is when
 * redacted again. Makes no garbage for events without secrets. Immutable and thread-safe.
 */
public final class Redactor {
  private static final Redactor STANDARD = new Redactor(RedactionRules.STANDARD, null, null);

  /** A session id below this length may be a part of any text. */
  private static final int SHORTEST_KNOWN_SESSION = 16;

  private static final int MOST_ROUNDS = 5;

  private static final EventField[] TEXTS =
      EventField.all().stream()
          .filter(field -> field.kind() == EventField.Kind.TEXT)
          .filter(
              field ->
                  field != EventField.EVENT_ID
                      && field != EventField.EVENT_TYPE
                      && field != EventField.SESSION_ID
                      && field != EventField.IP_ADDRESS)
          .toArray(EventField[]::new);

  private final RedactionRules rules;
  private final SecretNames names;
  private final SecretFinder finder;

  /** User agents without a secret. */
  private final KnownTexts cleanAgents = new KnownTexts();

  /** Names of values that say nothing of any value, and have nothing secret in them. */
  private final KnownTexts plainNames = new KnownTexts();

  private final @Nullable SecretNames kept;
  private final Set<EventField> redactedFields;
  private final Set<EventField> keptFields;
  private final Pattern[] patterns;
  private final @Nullable SessionHasher sessions;
  private final @Nullable Pseudonymizer pseudonyms;

  private Redactor(
      RedactionRules rules, @Nullable SessionHasher sessions, @Nullable Pseudonymizer pseudonyms) {
    this.rules = rules;
    this.sessions = sessions;
    this.pseudonyms = pseudonyms;
    boolean plain = rules.fields().isEmpty() && rules.kept().isEmpty();
    names = plain ? SecretNames.BUILT_IN : new SecretNames(rules.fields(), rules.kept());
    finder = new SecretFinder(names);
    kept = rules.kept().isEmpty() ? null : SecretNames.only(SecretKind.FIELD, rules.kept());
    redactedFields = fields(rules.fields());
    keptFields = fields(rules.kept());
    patterns = rules.patterns().toArray(new Pattern[0]);
  }

  private static Set<EventField> fields(List<String> names) {
    Set<EventField> fields = EnumSet.noneOf(EventField.class);
    for (String name : names) {
      EventField field = EventField.find(name);
      if (field != null) {
        fields.add(field);
      }
    }
    return fields;
  }

  /** The built-in rules, and no key: session ids are left out. */
  public static Redactor standard() {
    return STANDARD;
  }

  /**
   * Redacts by these rules.
   *
   * @param sessions null where there is no key: session ids are then left out, or replaced by a
   *     mark
   */
  public static Redactor of(RedactionRules rules, @Nullable SessionHasher sessions) {
    return of(rules, sessions, null);
  }

  /**
   * Redacts by these rules, and then gives people their pseudonyms.
   *
   * @param sessions as above
   * @param pseudonyms null where people are to be known by their names
   */
  public static Redactor of(
      RedactionRules rules, @Nullable SessionHasher sessions, @Nullable Pseudonymizer pseudonyms) {
    return rules.isStandard() && sessions == null && pseudonyms == null
        ? STANDARD
        : new Redactor(rules, sessions, pseudonyms);
  }

  /**
   * Takes the secrets out of an event, its session id included. How many values gave way is counted
   * in {@link EventDraft#redactedValues()}.
   */
  public void redact(EventDraft draft) {
    redact(draft, null);
  }

  /**
   * The same for an event whose message was made of these parameters.
   *
   * @param parameters null if they are not known
   */
  public void redact(EventDraft draft, Object @Nullable [] parameters) {
    if (pseudonyms == null) {
      redactSecrets(draft);
      return;
    }
    // What a value was before its secrets went out is looked for, too.
    Pseudonymizer.Original original = pseudonyms.look(draft);
    redactSecrets(draft);
    if (original != null) {
      pseudonyms.replace(draft, original, parameters);
    }
  }

  /** Whether it makes a difference to know a message's parameters. */
  public boolean usesParameters() {
    return pseudonyms != null;
  }

  /** The keys of the addresses' pseudonyms; null if addresses have none. */
  public @Nullable PeriodKeys pseudonymKeys() {
    return pseudonyms == null ? null : pseudonyms.keysOf(EventField.IP_ADDRESS);
  }

  private void redactSecrets(EventDraft draft) {
    String session = hideSession(draft);
    if (!rules.on()) {
      return;
    }
    boolean sessionIsTarget = isSession(draft.text(EventField.TARGET_TYPE));
    for (EventField field : TEXTS) {
      CharSequence text = draft.text(field);
      if (text != null) {
        SecretKind kind =
            field == EventField.TARGET_ID && sessionIsTarget ? SecretKind.SESSION : null;
        redactText(draft, field, text.toString(), kind, session);
      }
    }
    if (draft.get(EventField.SERVICE_ID) instanceof Number number
        && !keptFields.contains(EventField.SERVICE_ID)
        && number(null, number) instanceof String mark) {
      draft.replaceText(EventField.SERVICE_ID, mark);
      draft.countRedacted();
    }
    redactMap(draft, EventField.DETAILS, session);
    redactMap(draft, EventField.REQUEST_HEADERS, session);
    redactList(draft, EventField.INDICATORS, session);
    if (draft.hasOwnTags()) {
      redactList(draft, EventField.COMPLIANCE_TAGS, session);
    }
    redactChanges(draft, session);
  }

  /**
   * Hashes or removes the session id, and gives it as it was if texts are to be searched for it.
   */
  private @Nullable String hideSession(EventDraft draft) {
    CharSequence text = draft.text(EventField.SESSION_ID);
    if (text == null) {
      return null;
    }
    String session = text.toString();
    if (sessions == null) {
      draft.clear(EventField.SESSION_ID);
    } else {
      sessions.append(session, draft.newSessionText());
    }
    return isDistinct(session) ? session : null;
  }

  /** Whether a session id can't be anything else in a text, were it chosen by an attacker. */
  private static boolean isDistinct(String session) {
    if (session.length() < SHORTEST_KNOWN_SESSION) {
      return false;
    }
    boolean digits = false;
    for (int i = 0; i < session.length(); i++) {
      char c = session.charAt(i);
      if (!Ascii.isTokenPart(c)) {
        return false;
      }
      digits |= Ascii.isDigit(c);
    }
    return digits;
  }

  private boolean isSession(@Nullable CharSequence name) {
    return name != null
        && !isPlain(name.toString())
        && names.of(name.toString()) == SecretKind.SESSION;
  }

  private void redactText(
      EventDraft draft,
      EventField field,
      String text,
      @Nullable SecretKind kind,
      @Nullable String session) {
    if (keptFields.contains(field)) {
      return;
    }
    SecretKind named = redactedFields.contains(field) ? SecretKind.FIELD : kind;
    String redacted =
        field == EventField.USER_AGENT ? agent(named, text, session) : text(named, text, session);
    if (!redacted.equals(text)) {
      draft.replaceText(field, redacted);
      draft.countRedacted();
    }
  }

  private void redactMap(EventDraft draft, EventField field, @Nullable String session) {
    if (!(draft.get(field) instanceof Entries entries) || keptFields.contains(field)) {
      return;
    }
    SecretKind inherited = redactedFields.contains(field) ? SecretKind.FIELD : null;
    SecretKind pair = pairKind(entries);
    for (int i = 0; i < entries.size(); i++) {
      String name = entries.nameAt(i);
      Object value = entries.valueAt(i);
      if (!isKept(name)) {
        String newName = name(name, session);
        Object newValue = value(kindOf(name, inherited, pair), name, value, session);
        if (!newName.equals(name) || !Objects.equals(newValue, value)) {
          draft.replaceEntry(field, i, newName, newValue);
          draft.countRedacted();
        }
      }
    }
  }

  private boolean isKept(String name) {
    return kept != null && kept.of(name) != null;
  }

  private @Nullable SecretKind kindOf(
      String name, @Nullable SecretKind inherited, @Nullable SecretKind pair) {
    if (inherited != null || isPlain(name)) {
      return inherited;
    }
    SecretKind kind = names.of(name);
    return kind == null && pair != null && PairNames.isValue(name) ? pair : kind;
  }

  /** What the value is in a map that gives a name and a value, as lists of headers do. */
  private @Nullable SecretKind pairKind(Entries entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.valueAt(i) instanceof String name
          && !isPlain(entries.nameAt(i))
          && PairNames.isName(entries.nameAt(i))) {
        return names.of(name);
      }
    }
    return null;
  }

  private void redactList(EventDraft draft, EventField field, @Nullable String session) {
    if (!(draft.get(field) instanceof List<?> list) || keptFields.contains(field)) {
      return;
    }
    SecretKind inherited = redactedFields.contains(field) ? SecretKind.FIELD : null;
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof String text) {
        String redacted = text(inherited, text, session);
        if (!redacted.equals(text)) {
          draft.replaceElement(field, i, redacted);
          draft.countRedacted();
        }
      }
    }
  }

  private void redactChanges(EventDraft draft, @Nullable String session) {
    if (!(draft.get(EventField.CHANGES) instanceof List<?> list)
        || keptFields.contains(EventField.CHANGES)) {
      return;
    }
    SecretKind inherited = redactedFields.contains(EventField.CHANGES) ? SecretKind.FIELD : null;
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof Change change && !isKept(change.field())) {
        String name = change.field();
        SecretKind kind = kindOf(name, inherited, null);
        String newName = name(name, session);
        Object old = value(kind, name, change.oldValue(), session);
        Object now = value(kind, name, change.newValue(), session);
        if (!newName.equals(name)
            || !Objects.equals(old, change.oldValue())
            || !Objects.equals(now, change.newValue())) {
          draft.replaceChange(i, new Change(newName, old, now));
          draft.countRedacted();
        }
      }
    }
  }

  /** What is to stand for a value; the same object if it may stay. */
  private @Nullable Object value(
      @Nullable SecretKind kind, String name, @Nullable Object value, @Nullable String session) {
    if (value instanceof String text) {
      return text(kind, text, session);
    }
    if (value instanceof Number number) {
      boolean amount = kind == SecretKind.TOKEN && (name.endsWith("s") || name.endsWith("S"));
      return number(amount ? null : kind, number);
    }
    if (value instanceof Entries entries) {
      return entries(kind, entries, session);
    }
    return value instanceof List<?> list ? list(kind, name, list, session) : value;
  }

  private Entries entries(@Nullable SecretKind above, Entries entries, @Nullable String session) {
    SecretKind inherited = above != null && above.coversMaps() ? above : null;
    SecretKind pair = pairKind(entries);
    Entries redacted = entries;
    for (int i = 0; i < entries.size(); i++) {
      String name = entries.nameAt(i);
      Object value = entries.valueAt(i);
      if (isKept(name)) {
        continue;
      }
      SecretKind kind = kindOf(name, inherited, pair);
      if (kind == null && above != null && PairNames.isIdentity(name)) {
        kind = above;
      }
      String newName = name(name, session);
      Object newValue = value(kind, name, value, session);
      if (!newName.equals(name) || !Objects.equals(newValue, value)) {
        redacted = redacted.with(i, newName, newValue);
      }
    }
    return redacted;
  }

  private List<?> list(
      @Nullable SecretKind kind, String name, List<?> list, @Nullable String session) {
    List<@Nullable Object> redacted = null;
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      Object replaced = value(kind, name, element, session);
      if (!Objects.equals(replaced, element)) {
        if (redacted == null) {
          redacted = new ArrayList<>(list);
        }
        redacted.set(i, replaced);
      }
    }
    return redacted == null ? list : Collections.unmodifiableList(redacted);
  }

  private Object number(@Nullable SecretKind kind, Number number) {
    if (kind != null && Meaning.isThere(kind, number.toString())) {
      return kind.mark();
    }
    boolean card =
        number instanceof Double decimal
            ? decimal == Math.rint(decimal) && CardNumbers.isCard(decimal.longValue())
            : CardNumbers.isCard(number.longValue());
    if (card) {
      return SecretKind.CARD.mark();
    }
    if (patterns.length > 0) {
      String text = number.toString();
      String redacted = byPatterns(text);
      return redacted.equals(text) ? number : redacted;
    }
    return number;
  }

  /** The name of a value without secrets. */
  private String name(String name, @Nullable String session) {
    return isPlain(name) && !holds(name, session) ? name : text(null, name, session);
  }

  private boolean isPlain(String name) {
    if (plainNames.has(name)) {
      return true;
    }
    boolean plain =
        !isKept(name)
            && names.of(name) == null
            && !PairNames.isOne(name)
            && text(null, name, null).equals(name);
    if (plain) {
      plainNames.add(name);
    }
    return plain;
  }

  private String agent(@Nullable SecretKind kind, String text, @Nullable String session) {
    boolean byFormOnly = kind == null && !holds(text, session);
    if (byFormOnly && cleanAgents.has(text)) {
      return text;
    }
    String redacted = text(kind, text, session);
    if (byFormOnly && redacted.equals(text)) {
      cleanAgents.add(text);
    }
    return redacted;
  }

  private static boolean holds(String text, @Nullable String session) {
    return session != null && text.contains(session);
  }

  private String text(@Nullable SecretKind kind, String text, @Nullable String session) {
    if (kind != null && Meaning.isThere(kind, text)) {
      return SecretKind.isMark(text) ? text : replacement(kind, text);
    }
    String known =
        session != null && holds(text, session)
            ? text.replace(session, replacement(SecretKind.SESSION, session))
            : text;
    return scan(patterns.length == 0 ? known : byPatterns(known));
  }

  private String replacement(SecretKind kind, String value) {
    if (kind != SecretKind.SESSION || sessions == null) {
      return kind.mark();
    }
    return sessions.isHash(value) ? value : sessions.hash(value);
  }

  /**
   * A text without its secrets, the same object if it has none. Session ids are replaced as in an
   * event.
   */
  public String redact(String text) {
    return rules.on() ? text(null, text, null) : text;
  }

  /** Scans until nothing more changes: a mark can show what had been hidden by what it replaced. */
  private String scan(String text) {
    String scanned = text.length() > Span.MAX_LENGTH ? text.substring(0, Span.MAX_LENGTH) : text;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      String before = scanned;
      scanned = scanOnce(before);
      if (scanned.equals(before)) {
        break;
      }
    }
    return scanned;
  }

  private String scanOnce(String text) {
    long span = finder.find(text, 0);
    if (span == Span.NONE) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    int from = 0;
    boolean changed = false;
    while (span != Span.NONE) {
      int start = Math.max(from, Span.start(span));
      int end = SecretKind.afterMark(text, Span.end(span));
      String secret = text.substring(start, end);
      String instead = replacement(Span.kind(span), secret);
      changed |= !instead.equals(secret);
      out.append(text, from, start).append(instead);
      from = end;
      span = finder.find(text, from);
    }
    return changed ? out.append(text, from, text.length()).toString() : text;
  }

  private String byPatterns(String text) {
    String redacted = text;
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(redacted);
      if (matcher.find()) {
        redacted = replaced(redacted, matcher);
      }
    }
    return redacted;
  }

  /** Replaces the matches, or what their first group took. */
  private static String replaced(String text, Matcher matcher) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    int group = matcher.groupCount() > 0 ? 1 : 0;
    int from = 0;
    do {
      int start = matcher.start(group);
      int end = matcher.end(group);
      if (start >= from && end > start) {
        out.append(text, from, start).append(SecretKind.PATTERN.mark());
        from = end;
      }
    } while (matcher.find());
    return from == 0 ? text : out.append(text, from, text.length()).toString();
  }
}
