package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Term;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.LineFilter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted: those that meet every condition that was set. Immutable.
 *
 * <p>Values are compared with those that are recorded: of pseudonymised fields that is the
 * pseudonym, of sessions the hash.
 */
public final class EventQuery {
  private static final EventQuery ALL = new Builder().build();

  private final Set<EventType> types;
  private final Set<EventType> without;
  private final Set<Severity> severities;
  private final @Nullable Boolean success;
  private final @Nullable String user;
  private final @Nullable AddressRange addresses;
  private final @Nullable Instant from;
  private final @Nullable Instant to;
  private final long fromMicros;
  private final long toMicros;
  private final @Nullable String correlation;
  private final @Nullable String parent;
  private final @Nullable String target;
  private final @Nullable TextSearch text;
  private final Map<EventField, String> fields;
  private final List<Map.Entry<EventField, String>> anyOf;

  private final QueryFilter filter;

  private EventQuery(Builder builder) {
    this.types = Set.copyOf(builder.types);
    this.without = Set.copyOf(builder.without);
    this.severities = Set.copyOf(builder.severities);
    this.success = builder.success;
    this.user = builder.user;
    this.addresses = builder.addresses;
    this.from = builder.from;
    this.to = builder.to;
    this.fromMicros = from == null ? Long.MIN_VALUE : micros(from);
    this.toMicros = to == null ? Long.MAX_VALUE : micros(to);
    this.correlation = builder.correlation;
    this.parent = builder.parent;
    this.target = builder.target;
    this.text = builder.text == null ? null : new TextSearch(builder.text);
    this.fields = Map.copyOf(builder.fields);
    this.anyOf = List.copyOf(builder.anyOf);
    this.filter = new QueryFilter(parts(), fromMicros, toMicros, addresses, text);
  }

  /** Every event. */
  public static EventQuery all() {
    return ALL;
  }

  public static Builder builder() {
    return new Builder();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** What a line of a wanted event has, of each list one. */
  private List<List<BytePattern>> parts() {
    List<List<BytePattern>> all = new ArrayList<>();
    Stream.of(user, correlation, parent, target)
        .filter(each -> each != null && isPlain(each))
        .forEach(each -> all.add(List.of(quoted(each))));
    fields.entrySet().stream()
        .filter(EventQuery::standsInQuotes)
        .forEach(each -> all.add(List.of(quoted(each.getValue()))));
    if (!anyOf.isEmpty() && anyOf.stream().allMatch(EventQuery::standsInQuotes)) {
      all.add(anyOf.stream().map(each -> quoted(each.getValue())).toList());
    }
    if (!types.isEmpty()) {
      all.add(
          Stream.concat(types.stream(), EventTypes.builtIn().all().stream())
              .filter(type -> types.contains(type.canonical()))
              .map(type -> quoted(type.name()))
              .toList());
    }
    if (!severities.isEmpty()) {
      all.add(severities.stream().map(each -> quoted(each.text())).toList());
    }
    if (success != null) {
      all.add(List.of(new BytePattern(("\"success\":" + success).getBytes(US_ASCII))));
    }
    return all;
  }

  private static BytePattern quoted(String value) {
    return new BytePattern(('"' + value + '"').getBytes(UTF_8));
  }

  /** Whether it stands in a line as it is: the encoder writes these without escapes. */
  private static boolean isPlain(String value) {
    return value.matches("[A-Za-z0-9_.:@-]+");
  }

  /** Whether a line that has this value has it in quotes, and as it is. */
  private static boolean standsInQuotes(Map.Entry<EventField, String> wanted) {
    boolean text =
        switch (wanted.getKey().kind()) {
          case TEXT, TEXT_LIST, ENUM -> wanted.getKey() != EventField.SERVICE_ID;
          default -> false;
        };
    return text && isPlain(wanted.getValue());
  }

  /** The beginning of the time that is asked for, or null. */
  public @Nullable Instant from() {
    return from;
  }

  /** What a line has to have to be worth reading. */
  LineFilter filter() {
    return filter;
  }

  /** Whether this event is wanted. */
  public boolean matches(SecurityEvent event) {
    return (types.isEmpty()
            ? !without.contains(event.type().canonical())
            : types.contains(event.type().canonical()))
        && (severities.isEmpty() || severities.contains(event.severity()))
        && (success == null || success == event.success())
        && event.timestampMicros() >= fromMicros
        && event.timestampMicros() < toMicros
        && (user == null || user.equals(event.userId()) || user.equals(event.userName()))
        && (correlation == null || correlation.equals(event.correlationId()))
        && (parent == null || parent.equals(event.parentEventId()))
        && (target == null || target.equals(event.targetType()) || target.equals(event.targetId()))
        && isFromThere(event)
        && fields.entrySet().stream().allMatch(each -> has(event, each))
        && (anyOf.isEmpty() || anyOf.stream().anyMatch(each -> has(event, each)))
        && (text == null || text.isIn(event));
  }

  private boolean isFromThere(SecurityEvent event) {
    if (addresses == null) {
      return true;
    }
    ClientAddress address = event.address();
    return address != null && addresses.contains(address);
  }

  private static boolean has(SecurityEvent event, Map.Entry<EventField, String> wanted) {
    String value = wanted.getValue();
    Object recorded = event.get(wanted.getKey());
    if (recorded instanceof List<?> list) {
      return list.stream().anyMatch(each -> value.equals(String.valueOf(each)));
    }
    return recorded != null
        && value.equals(recorded instanceof Term term ? term.text() : recorded.toString());
  }

  /**
   * Makes a query. Each condition that is set again replaces what it was, but types, severities and
   * {@link #anyOf} add up.
   */
  public static final class Builder {
    private final Set<EventType> types = new HashSet<>();
    private final Set<EventType> without = new HashSet<>();
    private final Set<Severity> severities = new HashSet<>();
    private @Nullable Boolean success;
    private @Nullable String user;
    private @Nullable AddressRange addresses;
    private @Nullable Instant from;
    private @Nullable Instant to;
    private @Nullable String correlation;
    private @Nullable String parent;
    private @Nullable String target;
    private @Nullable String text;
    private final Map<EventField, String> fields = new EnumMap<>(EventField.class);
    private final List<Map.Entry<EventField, String>> anyOf = new ArrayList<>();

    private Builder() {}

    /** Of one of these types; the two names of a type are one. */
    public Builder type(EventType type) {
      types.add(type.canonical());
      return this;
    }

    /** Not of this type, as long as no type is asked for by {@link #type}. */
    public Builder without(EventType type) {
      without.add(type.canonical());
      return this;
    }

    /** Of one of these severities. */
    public Builder severity(Severity severity) {
      severities.add(severity);
      return this;
    }

    public Builder success(boolean success) {
      this.success = success;
      return this;
    }

    /** Whose {@code user_id} or {@code user_name} this is. */
    public Builder user(String user) {
      this.user = user;
      return this;
    }

    /** Whose client is one of these. */
    public Builder addresses(AddressRange addresses) {
      this.addresses = addresses;
      return this;
    }

    /** That happened then or later, by {@code timestamp}. */
    public Builder from(Instant from) {
      this.from = from;
      return this;
    }

    /** That happened before then. */
    public Builder to(Instant to) {
      this.to = to;
      return this;
    }

    public Builder correlation(String id) {
      this.correlation = id;
      return this;
    }

    /** That another event led to. */
    public Builder parent(String eventId) {
      this.parent = eventId;
      return this;
    }

    /** Whose {@code target_type} or {@code target_id} this is. */
    public Builder target(String target) {
      this.target = target;
      return this;
    }

    /**
     * That have this text in some value, or in the name of a detail, header or changed field, in
     * whatever case.
     */
    public Builder text(String text) {
      this.text = text;
      return this;
    }

    /** Whose field has exactly this value as text; of a list, one of them. */
    public Builder field(EventField field, String value) {
      fields.put(field, value);
      return this;
    }

    /** That meet one of the conditions that are set by this, each as {@link #field}. */
    public Builder anyOf(EventField field, String value) {
      anyOf.add(Map.entry(field, value));
      return this;
    }

    public EventQuery build() {
      return new EventQuery(this);
    }
  }

  /** The conditions, to be read by people. */
  @Override
  public String toString() {
    return "types "
        + types
        + ", from "
        + (from == null ? "the beginning" : Timestamps.text(fromMicros))
        + ", to "
        + (to == null ? "now" : Timestamps.text(toMicros));
  }
}
