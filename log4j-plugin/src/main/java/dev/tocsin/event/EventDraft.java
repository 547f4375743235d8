package dev.tocsin.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event in the making: mutable, reusable after {@link #reset()}, not thread-safe. Values are
 * bounded as they come in; what is cut is counted in {@link #omittedBytes()}. No setter throws
 * because of a value: what does not fit its field (an address that is none, an unknown status) is
 * kept in the details as {@code <field>_invalid}.
 *
 * <p>Texts are kept as given, without a copy, until {@link #toEvent()}: a {@code StringBuilder}
 * must not be changed before. A draft that is reused makes no garbage for events without nested
 * details, but for a number that is not given as a Long or Double.
 */
public final class EventDraft implements EventView {
  private static final String INVALID = "_invalid";

  /** The fields that may have a slot. */
  private static final List<EventField> IN_SLOTS =
      EventField.all().stream()
          .filter(
              field -> field.kind() == EventField.Kind.TEXT || field.kind() == EventField.Kind.ENUM)
          .toList();

  private final Limits limits;
  private final Snapshot snapshot;
  private final AddressParser addressParser = new AddressParser();

  /** By field, the value of those that have no variable of their own. */
  private final Map<EventField, Object> slots = new EnumMap<>(EventField.class);

  /** Bytes that texts lost, by their field. */
  private final Map<EventField, Long> cuts = new EnumMap<>(EventField.class);

  private final Entries details = new Entries();
  private final Entries headers = new Entries();
  private final List<String> indicators = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  private final StringBuilder sessionText = new StringBuilder();
  private final byte[] idBytes = new byte[EventIds.LENGTH];

  private @Nullable EventType type;
  private @Nullable Severity severity;
  private @Nullable Boolean success;
  private boolean ownTags;
  private long idMsb;
  private long idLsb;
  private long timestampMicros;
  private boolean timed;
  private int invalidValues;
  private int redactedValues;
  private int unrestorableValues;
  private long loggedAtMicros;
  private int responseStatus;
  private int riskTenths = -1;
  private long seq;
  private long originalSize;
  private int addressFamily;
  private long addressHigh;
  private long addressLow;

  /** A draft with the default limits. */
  public EventDraft() {
    this(Limits.DEFAULT);
  }

  public EventDraft(Limits limits) {
    this.limits = limits;
    this.snapshot = new Snapshot(limits);
    put(EventField.STATUS, Status.DETECTED);
  }

  private @Nullable Object slot(EventField field) {
    return slots.get(field);
  }

  private void put(EventField field, @Nullable Object value) {
    if (value == null) {
      slots.remove(field);
    } else {
      slots.put(field, value);
    }
  }

  /** Makes the draft as new, and keeps its arrays. */
  public void reset() {
    snapshot.reset();
    if (!cuts.isEmpty()) {
      cuts.clear();
    }
    slots.clear();
    put(EventField.STATUS, Status.DETECTED);
    details.empty();
    headers.empty();
    indicators.clear();
    tags.clear();
    changes.clear();
    type = null;
    severity = null;
    success = null;
    ownTags = false;
    idMsb = 0;
    idLsb = 0;
    timestampMicros = 0;
    timed = false;
    invalidValues = 0;
    redactedValues = 0;
    unrestorableValues = 0;
    loggedAtMicros = 0;
    responseStatus = 0;
    riskTenths = -1;
    seq = 0;
    originalSize = 0;
    addressFamily = 0;
    addressHigh = 0;
    addressLow = 0;
  }

  /**
   * Sets the type, and with it the severity, the success and the compliance tags of an event that
   * does not say otherwise.
   */
  public EventDraft setType(EventType type) {
    this.type = type;
    return this;
  }

  /** Whether {@link #setType} was called since the last reset. */
  public boolean hasType() {
    return type != null;
  }

  public EventDraft setId(long msb, long lsb) {
    idMsb = msb;
    idLsb = lsb;
    return this;
  }

  /** The text of the id, 36 characters; nothing else is made for it. */
  public String idText() {
    EventIds.write(idMsb, idLsb, idBytes, 0);
    return new String(idBytes, StandardCharsets.ISO_8859_1);
  }

  public EventDraft setSeverity(Severity severity) {
    this.severity = severity;
    return this;
  }

  /** Microseconds since 1970-01-01T00:00:00Z. */
  public EventDraft setTimestampMicros(long micros) {
    timestampMicros = micros;
    timed = true;
    return this;
  }

  /** Whether the time was set, which may be 1970-01-01T00:00:00Z itself. */
  public boolean hasTimestamp() {
    return timed;
  }

  /** Microseconds since 1970-01-01T00:00:00Z; 0 for none. */
  public EventDraft setLoggedAtMicros(long micros) {
    loggedAtMicros = micros;
    return this;
  }

  public EventDraft setSuccess(boolean success) {
    this.success = success;
    return this;
  }

  /** The HTTP status, 100 to 599; another number but 0 (none) is kept as an invalid one. */
  public EventDraft setResponseStatus(long status) {
    if (status >= 100 && status <= 599) {
      responseStatus = (int) status;
    } else if (status == 0) {
      responseStatus = 0;
    } else {
      putInvalid(EventField.RESPONSE_STATUS, Long.toString(status));
    }
    return this;
  }

  /**
   * The risk score in tenths, and with it the threat level unless that is set by itself.
   *
   * @param tenths 0 to 100, beyond that the nearest of them
   */
  public EventDraft setRiskTenths(int tenths) {
    riskTenths = Math.max(0, Math.min(100, tenths));
    return this;
  }

  public EventDraft setThreatLevel(ThreatLevel level) {
    put(EventField.THREAT_LEVEL, level);
    return this;
  }

  public EventDraft setActorType(ActorType actorType) {
    put(EventField.ACTOR_TYPE, actorType);
    return this;
  }

  public EventDraft setIpProvenance(Provenance provenance) {
    put(EventField.IP_PROVENANCE, provenance);
    return this;
  }

  public EventDraft setStatus(Status status) {
    put(EventField.STATUS, status);
    return this;
  }

  /** The journal's number; 0 for none. */
  public EventDraft setSeq(long seq) {
    this.seq = seq;
    return this;
  }

  /** What a truncated event says of its whole size, in bytes; 0 if it is whole. */
  public EventDraft setOriginalSize(long bytes) {
    originalSize = bytes;
    return this;
  }

  /** The service, a whole number or anything with a text; null for none. */
  public EventDraft setServiceId(@Nullable Object service) {
    Object kept = null;
    if (service != null) {
      kept = snapshot.wholeNumber(service);
      if (kept == null) {
        kept = snapshot.text(Values.text(service));
      }
    }
    setSlot(EventField.SERVICE_ID, kept);
    return this;
  }

  /** Sets the client's address, or none. */
  public EventDraft setAddress(@Nullable ClientAddress address) {
    setSlot(EventField.IP_ADDRESS, address == null ? null : address.text());
    addressFamily = address == null ? 0 : address.family();
    addressHigh = address == null ? 0 : address.high();
    addressLow = address == null ? 0 : address.low();
    return this;
  }

  /**
   * Sets a field from a text as it comes from a call, a header or the thread's context: numbers,
   * times, enums and addresses are read, a list gets one element more.
   *
   * @return whether the field took it; if not, it stands in the details as {@code <field>_invalid}
   */
  public boolean set(EventField field, CharSequence value) {
    boolean taken = FieldTexts.set(this, field, value);
    if (!taken) {
      putInvalid(field, value);
    }
    return taken;
  }

  void setSlot(EventField field, @Nullable Object value) {
    put(field, value);
  }

  void setText(EventField field, CharSequence value) {
    forgetCut(field);
    long before = snapshot.omittedBytes();
    put(field, snapshot.text(value));
    long cut = snapshot.omittedBytes() - before;
    if (cut > 0) {
      cuts.put(field, cut);
    }
  }

  /** What a field's former text had lost does not count any more. */
  private void forgetCut(EventField field) {
    Long cut = cuts.isEmpty() ? null : cuts.remove(field);
    if (cut != null) {
      snapshot.addOmitted(-cut);
    }
  }

  /**
   * Sets the pseudonym of the client's address, as a file has it: the address itself is then not
   * known.
   *
   * @return false, and nothing done, if the text is no pseudonym
   */
  public boolean setAddressPseudonym(CharSequence text) {
    if (!Pseudonym.isPseudonym(text)) {
      return false;
    }
    setAddress(null);
    put(EventField.IP_ADDRESS, text.toString());
    return true;
  }

  boolean setAddressText(CharSequence value) {
    if (!addressParser.parse(value)) {
      return false;
    }
    addressFamily = addressParser.family();
    addressHigh = addressParser.high();
    addressLow = addressParser.low();
    put(EventField.IP_ADDRESS, addressParser.canonical(value));
    return true;
  }

  /** How many values were set that did not fit their field. */
  public int invalidValues() {
    return invalidValues;
  }

  /**
   * Puts another text in the place of one that is not to be kept.
   *
   * @param field one with a text or {@link EventField#SERVICE_ID}
   */
  public void replaceText(EventField field, String text) {
    put(field, text);
  }

  /**
   * Puts an empty text in the place of the session's id, to be filled at once; a draft that is
   * reused makes no garbage by it.
   */
  public StringBuilder newSessionText() {
    forgetCut(EventField.SESSION_ID);
    sessionText.setLength(0);
    put(EventField.SESSION_ID, sessionText);
    return sessionText;
  }

  /**
   * Puts another entry in the place of one that is not to be kept.
   *
   * @param field {@link EventField#DETAILS} or {@link EventField#REQUEST_HEADERS}
   * @param index position of the entry
   * @param value of the kinds that {@link SecurityEvent#details()} has
   */
  public void replaceEntry(EventField field, int index, String name, @Nullable Object value) {
    Entries entries = field == EventField.DETAILS ? details : headers;
    entries.replace(Objects.checkIndex(index, entries.size()), name, value);
  }

  /**
   * Puts another text in the place of an element that is not to be kept.
   *
   * @param field {@link EventField#INDICATORS} or {@link EventField#COMPLIANCE_TAGS}
   */
  public void replaceElement(EventField field, int index, String text) {
    (field == EventField.INDICATORS ? indicators : tags).set(index, text);
  }

  /**
   * Puts another change in the place of one that is not to be kept.
   *
   * @param change with values of the kinds that {@link SecurityEvent#details()} has
   */
  public void replaceChange(int index, Change change) {
    changes.set(index, change);
  }

  /** Counts a value that was replaced as it was a secret, or had one in it. */
  public void countRedacted() {
    redactedValues++;
  }

  /** How many values were replaced as secrets. */
  public int redactedValues() {
    return redactedValues;
  }

  /** Counts a person's value that was replaced by what nobody can restore. */
  public void countUnrestorable() {
    unrestorableValues++;
  }

  /** How many of a person's values were replaced by what nobody can restore. */
  public int unrestorableValues() {
    return unrestorableValues;
  }

  private void putInvalid(EventField field, CharSequence value) {
    invalidValues++;
    putDetail(field.jsonName() + INVALID, value);
  }

  /**
   * Adds or replaces one of the details. The value is copied now: texts, numbers, booleans, maps,
   * collections and arrays as what they are, bounded in depth and entries (so that cycles end too),
   * any other object as its text. An object that can't be read is told so in its place. A half of a
   * character in a name, which readers of JSON refuse, becomes U+FFFD.
   */
  public EventDraft putDetail(String name, @Nullable Object value) {
    put(details, name, value);
    return this;
  }

  /** Adds all entries of a map to the details; names that are no texts by their text. */
  public EventDraft putDetails(Map<?, ?> values) {
    try {
      for (Map.Entry<?, ?> entry : values.entrySet()) {
        if (!put(details, Values.text(entry.getKey()), entry.getValue())) {
          break;
        }
      }
    } catch (Throwable e) {
      putDetail(EventField.DETAILS.jsonName() + INVALID, Values.unreadable(e));
    }
    return this;
  }

  /** Adds or replaces all entries of a map as request headers, each by its text. */
  public EventDraft putRequestHeaders(Map<?, ?> values) {
    try {
      for (Map.Entry<?, ?> entry : values.entrySet()) {
        if (!put(headers, Values.text(entry.getKey()), Values.text(entry.getValue()))) {
          break;
        }
      }
    } catch (Throwable e) {
      putDetail(EventField.REQUEST_HEADERS.jsonName() + INVALID, Values.unreadable(e));
    }
    return this;
  }

  /** Adds or replaces one request header. */
  public EventDraft putRequestHeader(String name, CharSequence value) {
    put(headers, name, value);
    return this;
  }

  /** Adds, replaces or omits an entry, and says whether to go on. */
  private boolean put(Entries entries, String name, @Nullable Object value) {
    boolean known = entries.containsKey(name);
    if (snapshot.hasRoom() && (known || entries.size() < limits.maxEntries())) {
      long before = snapshot.omittedBytes();
      String kept = known ? name : snapshot.countedName(name);
      if (known || !entries.containsKey(kept)) {
        entries.set(kept, snapshot.copy(value, 1));
        return true;
      }
      snapshot.addOmitted(before - snapshot.omittedBytes());
    }
    return snapshot.omit(name, value);
  }

  public EventDraft addIndicator(CharSequence indicator) {
    addText(indicators, indicator);
    return this;
  }

  /** Adds a tag to those of the type. */
  public EventDraft addComplianceTag(CharSequence tag) {
    if (!ownTags) {
      ownTags = true;
      tags.addAll(type().complianceTags());
    }
    if (!tags.contains(tag.toString())) {
      addText(tags, tag);
    }
    return this;
  }

  /** Whether the tags are others than the type's. */
  public boolean hasOwnTags() {
    return ownTags;
  }

  /** Leaves exactly these tags, whatever the type's are. */
  public EventDraft setComplianceTags(List<String> all) {
    ownTags = true;
    tags.clear();
    for (String tag : all) {
      addText(tags, tag);
    }
    return this;
  }

  private void addText(List<String> list, CharSequence text) {
    if (list.size() < limits.maxEntries() && snapshot.hasRoom()) {
      list.add(snapshot.countedText(text));
    } else {
      snapshot.omit(null, text);
    }
  }

  /** Adds what an action changed; old and new value are copied as details are. */
  public EventDraft addChange(String field, @Nullable Object oldValue, @Nullable Object newValue) {
    if (changes.size() < limits.maxEntries() && snapshot.hasRoom()) {
      String name = snapshot.countedName(field);
      Object old = snapshot.copy(oldValue, 1);
      changes.add(new Change(name, old, snapshot.copy(newValue, 1)));
    } else {
      snapshot.omit(null, new Change(field, oldValue, newValue));
    }
    return this;
  }

  /** Removes a field; one that an event always has gets its default back. */
  public EventDraft clear(EventField field) {
    forgetCut(field);
    put(field, null);
    switch (field) {
      case SEVERITY -> severity = null;
      case TIMESTAMP -> {
        timestampMicros = 0;
        timed = false;
      }
      case LOGGED_AT -> loggedAtMicros = 0;
      case SUCCESS -> success = null;
      case IP_ADDRESS -> setAddress(null);
      case RESPONSE_STATUS -> responseStatus = 0;
      case RISK_SCORE -> riskTenths = -1;
      case DETAILS -> details.empty();
      case REQUEST_HEADERS -> headers.empty();
      case INDICATORS -> indicators.clear();
      case CHANGES -> changes.clear();
      case COMPLIANCE_TAGS -> {
        tags.clear();
        ownTags = false;
      }
      case IS_TRUNCATED, ORIGINAL_SIZE -> originalSize = 0;
      case SEQ -> seq = 0;
      default -> {
        // The slot was all there is.
      }
    }
    return this;
  }

  /**
   * An unchanging copy.
   *
   * @throws IllegalStateException if the type is not set
   */
  public SecurityEvent toEvent() {
    Objects.requireNonNull(type());
    return new SecurityEvent(copy());
  }

  /** An equal draft that shares nothing changeable with this one. */
  EventDraft copy() {
    EventDraft copy = new EventDraft(limits);
    copy.copyFrom(this);
    return copy;
  }

  /** Makes this draft equal to another one, sharing nothing changeable with it. */
  public void copyFrom(EventDraft other) {
    reset();
    // By position, as the map's own iterator makes an object for each entry.
    for (int i = 0; i < IN_SLOTS.size(); i++) {
      EventField field = IN_SLOTS.get(i);
      put(field, unchanging(other.slot(field)));
    }
    other.details.copyTo(details);
    other.headers.copyTo(headers);
    addAll(other.indicators, indicators);
    addAll(other.tags, tags);
    addAll(other.changes, changes);
    snapshot.addOmitted(other.snapshot.omittedBytes());
    if (!other.cuts.isEmpty()) {
      cuts.putAll(other.cuts);
    }
    type = other.type;
    severity = other.severity;
    success = other.success;
    ownTags = other.ownTags;
    idMsb = other.idMsb;
    idLsb = other.idLsb;
    timestampMicros = other.timestampMicros;
    timed = other.timed;
    invalidValues = other.invalidValues;
    redactedValues = other.redactedValues;
    unrestorableValues = other.unrestorableValues;
    loggedAtMicros = other.loggedAtMicros;
    responseStatus = other.responseStatus;
    riskTenths = other.riskTenths;
    seq = other.seq;
    originalSize = other.originalSize;
    addressFamily = other.addressFamily;
    addressHigh = other.addressHigh;
    addressLow = other.addressLow;
  }

  /** One by one, since {@code addAll} makes an array first, also of nothing. */
  private static <T> void addAll(List<T> from, List<T> to) {
    for (int i = 0; i < from.size(); i++) {
      to.add(from.get(i));
    }
  }

  private static @Nullable Object unchanging(@Nullable Object value) {
    // Classes first: asking for an interface takes longer.
    if (value == null || value instanceof String || value instanceof Enum<?>) {
      return value;
    }
    return value instanceof CharSequence text ? text.toString() : value;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if it is not set
   */
  @Override
  public EventType type() {
    EventType set = type;
    if (set == null) {
      throw new IllegalStateException("event_type is not set: call setType first");
    }
    return set;
  }

  @Override
  public long idMsb() {
    return idMsb;
  }

  @Override
  public long idLsb() {
    return idLsb;
  }

  @Override
  public Severity severity() {
    return severity != null ? severity : type().severity();
  }

  @Override
  public long timestampMicros() {
    return timestampMicros;
  }

  @Override
  public long loggedAtMicros() {
    return loggedAtMicros;
  }

  @Override
  public boolean success() {
    return success != null ? success : type().success();
  }

  @Override
  public int responseStatus() {
    return responseStatus;
  }

  @Override
  public int riskTenths() {
    return riskTenths;
  }

  @Override
  public long seq() {
    return seq;
  }

  @Override
  public long originalSize() {
    return originalSize;
  }

  @Override
  public long omittedBytes() {
    return snapshot.omittedBytes();
  }

  @Override
  public int addressFamily() {
    return addressFamily;
  }

  @Override
  public long addressHigh() {
    return addressHigh;
  }

  @Override
  public long addressLow() {
    return addressLow;
  }

  @Override
  public @Nullable Object get(EventField field) {
    return switch (field) {
      case EVENT_ID -> (idMsb | idLsb) == 0 ? null : EventIds.text(idMsb, idLsb);
      case EVENT_TYPE -> type().name();
      case SEVERITY -> severity();
      case TIMESTAMP -> Timestamps.text(timestampMicros);
      case LOGGED_AT -> loggedAtMicros == 0 ? null : Timestamps.text(loggedAtMicros);
      case SUCCESS -> success();
      case RESPONSE_STATUS -> responseStatus == 0 ? null : Long.valueOf(responseStatus);
      case RISK_SCORE -> riskTenths < 0 ? null : Double.valueOf(riskTenths / 10.0);
      case THREAT_LEVEL -> threatLevel();
      case IS_TRUNCATED -> (originalSize > 0 || omittedBytes() > 0) ? Boolean.TRUE : null;
      case ORIGINAL_SIZE -> originalSize == 0 ? null : Long.valueOf(originalSize);
      case SEQ -> seq == 0 ? null : Long.valueOf(seq);
      case DETAILS -> details.isEmpty() ? null : details;
      case REQUEST_HEADERS -> headers.isEmpty() ? null : headers;
      case INDICATORS -> indicators.isEmpty() ? null : indicators;
      case CHANGES -> changes.isEmpty() ? null : changes;
      case COMPLIANCE_TAGS -> complianceTags();
      default -> slot(field);
    };
  }

  /** As the interface says; by itself since encoders ask for most fields of every event. */
  @Override
  public @Nullable CharSequence text(EventField field) {
    boolean plain =
        field.kind() == EventField.Kind.TEXT
            && field != EventField.EVENT_ID
            && field != EventField.EVENT_TYPE;
    Object value = plain ? slot(field) : get(field);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    return value instanceof CharSequence text ? text : null;
  }

  private @Nullable ThreatLevel threatLevel() {
    if (slot(EventField.THREAT_LEVEL) instanceof ThreatLevel level) {
      return level;
    }
    return riskTenths < 0 ? null : ThreatLevel.ofRiskTenths(riskTenths);
  }

  private @Nullable List<String> complianceTags() {
    List<String> all = ownTags ? tags : type().complianceTags();
    return all.isEmpty() ? null : all;
  }
}
