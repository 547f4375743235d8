package dev.tocsin.test;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Quote;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a test expects of one security event: its type, and what its fields are. Begun by a method
 * of {@link ExpectedEvents}; what is not said may be anything. An event is compared as the audit
 * file has it: an address in canonical form, a secret as what it was replaced by. Immutable: every
 * method gives a new expectation.
 */
public final class EventExpectation {
  private final @Nullable EventType type;
  private final List<Condition> conditions;

  /**
   * One thing that an event has to be.
   *
   * @param place the field, for messages
   * @param words what is expected, for the expectation's own text
   * @param value what is expected of the field, for a difference
   * @param actual what an event has there
   * @param holds whether that will do
   */
  private record Condition(
      String place,
      String words,
      String value,
      Function<SecurityEvent, @Nullable Object> actual,
      Predicate<SecurityEvent> holds) {}

  /**
   * How an event is not as expected.
   *
   * @param place the field
   * @param expected what should stand there
   * @param actual what does
   */
  record Difference(String place, String expected, String actual) {
    @Override
    public String toString() {
      return place + ": expected " + expected + ", was " + actual;
    }
  }

  private EventExpectation(@Nullable EventType type, List<Condition> conditions) {
    this.type = type;
    this.conditions = List.copyOf(conditions);
  }

  static EventExpectation of(@Nullable EventType type) {
    return new EventExpectation(type, List.of());
  }

  private EventExpectation and(Condition condition) {
    List<Condition> all = new ArrayList<>(conditions);
    all.add(condition);
    return new EventExpectation(type, all);
  }

  private EventExpectation and(EventField field, String words, Object value) {
    Objects.requireNonNull(value, "value");
    return and(
        new Condition(
            field.jsonName(),
            words + " " + FieldValue.shown(value),
            FieldValue.shown(value),
            event -> event.get(field),
            event -> FieldValue.isSame(value, event.get(field))));
  }

  /** The id of who acted. */
  public EventExpectation user(String id) {
    return and(EventField.USER_ID, "of user", id);
  }

  /** The display name of who acted. */
  public EventExpectation userName(String name) {
    return and(EventField.USER_NAME, "of user named", name);
  }

  /** That nobody is named who acted. */
  public EventExpectation noUser() {
    return without(EventField.USER_ID);
  }

  public EventExpectation actor(ActorType actorType) {
    return and(EventField.ACTOR_TYPE, "by actor", actorType);
  }

  public EventExpectation tenant(String id) {
    return and(EventField.TENANT_ID, "of tenant", id);
  }

  /**
   * The client's address, in any form.
   *
   * @throws IllegalArgumentException one line, if it is no IP address
   */
  public EventExpectation fromAddress(String address) {
    ClientAddress parsed = ClientAddress.parse(address);
    if (parsed == null) {
      throw new IllegalArgumentException(
          "address " + Quote.of(address) + ": is no IPv4 or IPv6 address, as 203.0.113.7 is");
    }
    return and(EventField.IP_ADDRESS, "from address", parsed.text());
  }

  /** What was acted on. */
  public EventExpectation target(String targetType, String id) {
    return and(EventField.TARGET_TYPE, "on target type", targetType)
        .and(EventField.TARGET_ID, "with id", id);
  }

  /** A text or a whole number. */
  public EventExpectation service(Object id) {
    return and(EventField.SERVICE_ID, "of service", id);
  }

  /** Method and URL of the request, as the application gives them. */
  public EventExpectation request(String method, String url) {
    return and(EventField.REQUEST_METHOD, "by request method", method)
        .and(EventField.REQUEST_URL, "of", url);
  }

  public EventExpectation responseStatus(int status) {
    return and(EventField.RESPONSE_STATUS, "answered with", status);
  }

  public EventExpectation success() {
    return and(EventField.SUCCESS, "with success", true);
  }

  public EventExpectation failure() {
    return and(EventField.SUCCESS, "with success", false);
  }

  public EventExpectation severity(Severity severity) {
    return and(EventField.SEVERITY, "of severity", severity);
  }

  public EventExpectation correlation(String id) {
    return and(EventField.CORRELATION_ID, "with correlation", id);
  }

  /** The id of the event that it follows from. */
  public EventExpectation parent(@Nullable String eventId) {
    return and(EventField.PARENT_EVENT_ID, "after event", String.valueOf(eventId));
  }

  /** The message, all of it. */
  public EventExpectation message(String message) {
    return and(EventField.MESSAGE, "with message", message);
  }

  public EventExpectation messageContaining(String part) {
    Objects.requireNonNull(part, "part");
    return and(
        new Condition(
            EventField.MESSAGE.jsonName(),
            "with " + FieldValue.shown(part) + " in its message",
            "something with " + FieldValue.shown(part),
            SecurityEvent::message,
            event -> {
              String message = event.message();
              return message != null && message.contains(part);
            }));
  }

  /** A detail's value: text, number, boolean, list or map; 5 and 5L are the same. */
  public EventExpectation detail(String name, Object value) {
    Objects.requireNonNull(value, "value");
    return and(
        new Condition(
            "details." + name,
            "with detail " + name + " " + FieldValue.shown(value),
            FieldValue.shown(value),
            event -> event.details().get(name),
            event -> FieldValue.isSame(value, event.details().get(name))));
  }

  /** The detail {@code reason}. */
  public EventExpectation reason(String reason) {
    return detail("reason", reason);
  }

  /** That there is a detail of this name, whatever its value. */
  public EventExpectation detailPresent(String name) {
    return and(
        new Condition(
            "details." + name,
            "with some detail " + name,
            "any value",
            event -> event.details().get(name),
            event -> event.details().get(name) != null));
  }

  public EventExpectation indicator(String indicator) {
    return and(
        new Condition(
            EventField.INDICATORS.jsonName(),
            "with indicator " + FieldValue.shown(indicator),
            "one of them " + FieldValue.shown(indicator),
            SecurityEvent::indicators,
            event -> event.indicators().contains(indicator)));
  }

  /** A compliance tag, of the type or of the call. */
  public EventExpectation tag(String tag) {
    return and(
        new Condition(
            EventField.COMPLIANCE_TAGS.jsonName(),
            "with tag " + FieldValue.shown(tag),
            "one of them " + FieldValue.shown(tag),
            SecurityEvent::complianceTags,
            event -> event.complianceTags().contains(tag)));
  }

  /** Any field's value. */
  public EventExpectation with(EventField field, Object value) {
    return and(field, "with " + field.jsonName(), value);
  }

  /** That a field is absent. */
  public EventExpectation without(EventField field) {
    return and(
        new Condition(
            field.jsonName(),
            "without " + field.jsonName(),
            "nothing",
            event -> event.get(field),
            event -> event.get(field) == null));
  }

  /**
   * Anything else.
   *
   * @param words what it is, behind the other conditions: {@code with a risk above 5}
   */
  public EventExpectation matching(String words, Predicate<SecurityEvent> condition) {
    return and(
        new Condition(
            "event", words, words, event -> "an event for which it does not hold", condition));
  }

  boolean isMetBy(SecurityEvent event) {
    return isOfType(event) && conditions.stream().allMatch(each -> each.holds().test(event));
  }

  /** Whether an event is of the type expected, under whichever of its names. */
  boolean isOfType(SecurityEvent event) {
    return type == null || type.canonical().name().equals(event.type().canonical().name());
  }

  /** How an event is not as expected; empty if it is. */
  List<Difference> differences(SecurityEvent event) {
    List<Difference> differences = new ArrayList<>();
    EventType expected = type;
    if (expected != null && !isOfType(event)) {
      differences.add(
          new Difference(EventField.EVENT_TYPE.jsonName(), expected.name(), event.type().name()));
    }
    for (Condition each : conditions) {
      if (!each.holds().test(event)) {
        differences.add(
            new Difference(
                each.place(), each.value(), FieldValue.shown(each.actual().apply(event))));
      }
    }
    return differences;
  }

  /** How much of an event is as expected. */
  int likeness(SecurityEvent event) {
    return conditions.size() + (type == null ? 0 : 1) - differences(event).size();
  }

  /** In words, one line: {@code auth_failure of user "bob"}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(type == null ? "any event" : type.name());
    conditions.forEach(each -> out.append(' ').append(each.words()));
    return out.toString();
  }
}
