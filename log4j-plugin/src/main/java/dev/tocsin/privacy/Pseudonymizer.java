package dev.tocsin.privacy;

import dev.tocsin.event.Change;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.Pseudonym;
import dev.tocsin.keys.PeriodKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts pseudonyms in the place of who acted and from where: in the field itself, and wherever else
 * in the event the same value stands. The address that the risk is reckoned by stays in the draft
 * and is not written. Immutable and thread-safe.
 */
public final class Pseudonymizer {
  /** The fields that can have pseudonyms. */
  public static final List<EventField> FIELDS =
      List.of(EventField.USER_ID, EventField.USER_NAME, EventField.IP_ADDRESS);

  private static final Set<EventField> NOT_SEARCHED =
      EnumSet.of(
          EventField.EVENT_ID, EventField.EVENT_TYPE, EventField.SESSION_ID, EventField.SOURCE);

  private static final EventField[] TEXTS =
      EventField.all().stream()
          .filter(field -> field.kind() == EventField.Kind.TEXT)
          .filter(field -> !NOT_SEARCHED.contains(field))
          .toArray(EventField[]::new);

  /** Where an address is kept that is none. */
  private static final String NO_ADDRESS = EventField.IP_ADDRESS.jsonName() + "_invalid";

  /** Texts above this length may have been cut. */
  private static final int SHORTEST_CUT = 1_000;

  private final Map<EventField, Pseudonyms> fields;

  private Pseudonymizer(Map<EventField, Pseudonyms> fields) {
    this.fields = fields;
  }

  /**
   * Pseudonyms for some fields.
   *
   * @param fields of {@link #FIELDS}, at least one
   */
  public static Pseudonymizer of(Collection<EventField> fields, Pseudonyms pseudonyms) {
    Map<EventField, Pseudonyms> each = new EnumMap<>(EventField.class);
    fields.forEach(field -> each.put(field, pseudonyms));
    return new Pseudonymizer(each);
  }

  /** What gives a pseudonym to each field that has one here or in the other, ours before its. */
  public Pseudonymizer and(Pseudonymizer other) {
    Map<EventField, Pseudonyms> each = new EnumMap<>(other.fields);
    each.putAll(fields);
    return new Pseudonymizer(each);
  }

  /** The keys that a field's pseudonyms are under; null if it has none. */
  @Nullable PeriodKeys keysOf(EventField field) {
    Pseudonyms pseudonyms = fields.get(field);
    return pseudonyms == null ? null : pseudonyms.keys();
  }

  /** What an event said of the person before anything of it was changed. */
  static final class Original {
    private final Map<EventField, String> texts = new EnumMap<>(EventField.class);
    private @Nullable String noAddress;
  }

  /** The values of an event that are to have pseudonyms; null if it has none. */
  @Nullable Original look(EventDraft draft) {
    Original original = new Original();
    for (EventField field : fields.keySet()) {
      CharSequence text = draft.text(field);
      if (text != null && text.length() > 0) {
        original.texts.put(field, text.toString());
      }
    }
    if (fields.containsKey(EventField.IP_ADDRESS)
        && draft.get(EventField.DETAILS) instanceof Entries details
        && details.get(NO_ADDRESS) instanceof String text
        && !text.isEmpty()) {
      original.noAddress = text;
    }
    return original.texts.isEmpty() && original.noAddress == null ? null : original;
  }

  /**
   * Replaces the values, after the secrets are out of the event.
   *
   * @param original what {@link #look} gave
   * @param parameters of the message, as far as known: a value that is one of them is in the
   *     message
   */
  void replace(EventDraft draft, Original original, Object @Nullable [] parameters) {
    PersonalValues values = new PersonalValues();
    original.texts.forEach(
        (field, text) -> {
          CharSequence now = draft.text(field);
          String left = now == null ? text : now.toString();
          String replacement = replacement(field, left, draft);
          draft.replaceText(field, replacement);
          values.add(text, replacement);
          if (!left.equals(text) && !SecretKind.isMark(left)) {
            values.add(left, replacement);
          }
        });
    String noAddress = original.noAddress;
    if (noAddress != null) {
      values.add(noAddress, replacement(EventField.IP_ADDRESS, noAddress, draft));
    }
    new Walk(draft, values, parameters).all();
  }

  /** A mark of redaction is no person's value, and hides no more under a key. */
  private String replacement(EventField field, String value, EventDraft draft) {
    if (SecretKind.isMark(value)) {
      return value;
    }
    String pseudonym = Objects.requireNonNull(fields.get(field)).of(value);
    if (pseudonym.startsWith(Pseudonym.ONE_WAY) && !pseudonym.equals(value)) {
      draft.countUnrestorable();
    }
    return pseudonym;
  }

  /** One event being looked through. */
  private static final class Walk {
    private final EventDraft draft;
    private final PersonalValues values;
    private final Object @Nullable [] parameters;

    Walk(EventDraft draft, PersonalValues values, Object @Nullable [] parameters) {
      this.draft = draft;
      this.values = values;
      this.parameters = parameters;
    }

    void all() {
      for (EventField field : TEXTS) {
        CharSequence text = draft.text(field);
        if (text != null) {
          String old = text.toString();
          String now = text(old, isOfPerson(field));
          if (!now.equals(old)) {
            draft.replaceText(field, now);
          }
        }
      }
      if (draft.get(EventField.SERVICE_ID) instanceof Number number
          && values.number(number, false) instanceof String pseudonym) {
        draft.replaceText(EventField.SERVICE_ID, pseudonym);
      }
      map(EventField.DETAILS);
      map(EventField.REQUEST_HEADERS);
      list(EventField.INDICATORS);
      if (draft.hasOwnTags()) {
        list(EventField.COMPLIANCE_TAGS);
      }
      changes();
    }

    private boolean isOfPerson(EventField field) {
      return switch (field) {
        case USER_ID, USER_NAME, IP_ADDRESS -> true;
        case MESSAGE -> isMentioned();
        case TARGET_ID -> {
          CharSequence type = draft.text(EventField.TARGET_TYPE);
          yield type != null && PersonNames.isPerson(type.toString());
        }
        default -> false;
      };
    }

    private boolean isMentioned() {
      if (parameters != null) {
        for (Object each : parameters) {
          if ((each instanceof String || each instanceof Number) && values.isAmbiguous(each)) {
            return true;
          }
        }
      }
      return false;
    }

    private String text(String text, boolean ofPerson) {
      String whole = values.text(text, ofPerson);
      return whole.length() > SHORTEST_CUT && draft.omittedBytes() > 0
          ? values.withoutCutEnd(whole)
          : whole;
    }

    private void map(EventField field) {
      if (draft.get(field) instanceof Entries entries) {
        boolean pair = isPairOfPerson(entries);
        for (int i = 0; i < entries.size(); i++) {
          String name = entries.nameAt(i);
          Object value = entries.valueAt(i);
          String newName = text(name, false);
          Object newValue = value(value, isOfPerson(name, false, pair));
          if (!newName.equals(name) || !Objects.equals(newValue, value)) {
            draft.replaceEntry(field, i, newName, newValue);
          }
        }
      }
    }

    private void list(EventField field) {
      if (draft.get(field) instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i) instanceof String old) {
            String now = text(old, false);
            if (!now.equals(old)) {
              draft.replaceElement(field, i, now);
            }
          }
        }
      }
    }

    private void changes() {
      if (draft.get(EventField.CHANGES) instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i) instanceof Change change) {
            boolean ofPerson = PersonNames.isPerson(change.field());
            Change now =
                new Change(
                    text(change.field(), false),
                    value(change.oldValue(), ofPerson),
                    value(change.newValue(), ofPerson));
            if (!now.equals(change)) {
              draft.replaceChange(i, now);
            }
          }
        }
      }
    }

    private @Nullable Object value(@Nullable Object value, boolean ofPerson) {
      if (value instanceof String text) {
        return text(text, ofPerson);
      }
      if (value instanceof Number number) {
        return values.number(number, ofPerson);
      }
      if (value instanceof Entries entries) {
        return entries(entries, ofPerson);
      }
      return value instanceof List<?> list ? list(list, ofPerson) : value;
    }

    private Entries entries(Entries entries, boolean ofPerson) {
      boolean pair = isPairOfPerson(entries);
      Entries replaced = entries;
      for (int i = 0; i < entries.size(); i++) {
        String name = entries.nameAt(i);
        Object value = entries.valueAt(i);
        String newName = text(name, false);
        Object newValue = value(value, isOfPerson(name, ofPerson, pair));
        if (!newName.equals(name) || !Objects.equals(newValue, value)) {
          replaced = replaced.with(i, newName, newValue);
        }
      }
      return replaced;
    }

    private List<?> list(List<?> list, boolean ofPerson) {
      List<@Nullable Object> replaced = null;
      for (int i = 0; i < list.size(); i++) {
        Object element = list.get(i);
        Object now = value(element, ofPerson);
        if (!Objects.equals(now, element)) {
          if (replaced == null) {
            replaced = new ArrayList<>(list);
          }
          replaced.set(i, now);
        }
      }
      return replaced == null ? list : Collections.unmodifiableList(replaced);
    }

    /** {@code user}; {@code id} in a map that is {@code user}; {@code value} of one so named. */
    private static boolean isOfPerson(String name, boolean above, boolean pair) {
      return PersonNames.isPerson(name)
          || (above && PersonNames.isPerson("user_" + name))
          || (pair && PairNames.isValue(name));
    }

    private static boolean isPairOfPerson(Entries entries) {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.valueAt(i) instanceof String name && PairNames.isName(entries.nameAt(i))) {
          return PersonNames.isPerson(name);
        }
      }
      return false;
    }
  }
}
