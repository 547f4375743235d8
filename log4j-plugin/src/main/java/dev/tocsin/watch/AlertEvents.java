package dev.tocsin.watch;

import dev.tocsin.audit.FleetAlert;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Entries;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.respond.AlertState;
import dev.tocsin.respond.Block;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.Rule;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How alerts and blocks stand in events, and how they are read back. The names of the details are
 * part of the format.
 */
public final class AlertEvents {
  private static final String ALERT_ID = "alert_id";
  private static final String RULE = "rule";
  private static final String GROUP_BY = "group_by";
  private static final String KEY = "key";
  private static final String ESCALATE_AT = "escalate_at";
  private static final String UNTIL = "until";
  private static final String REPEAT = "repeat";
  private static final String SINCE = "since";

  private AlertEvents() {}

  /**
   * Fills an {@code alert}.
   *
   * @param rule whose alert it is
   * @param action what was done beside it
   */
  static void fillAlert(EventDraft draft, AlertState alert, Rule rule, String action) {
    common(draft, alert);
    draft.set(
        EventField.MESSAGE, alert.title() + (alert.key().isEmpty() ? "" : ": " + alert.keyText()));
    rule.tags().forEach(draft::addIndicator);
    if (!rule.description().isEmpty()) {
      draft.putDetail("description", rule.description());
    }
    draft.putDetail("action", action).putDetail("event_ids", alert.eventIds());
    if (alert.escalateAt() != null) {
      draft.putDetail(ESCALATE_AT, text(alert.escalateAt()));
    }
    if (!rule.response().recommendations().isEmpty()) {
      draft.putDetail("recommended_actions", rule.response().recommendations());
    }
    if (rule.simulate()) {
      draft.putDetail("simulate", true);
    }
  }

  private static void common(EventDraft draft, AlertState alert) {
    subject(draft, alert.key());
    draft
        .putDetail(ALERT_ID, alert.id().toString())
        .putDetail(RULE, alert.rule())
        .putDetail("title", alert.title())
        .putDetail(GROUP_BY, List.copyOf(alert.key().keySet()))
        .putDetail(KEY, alert.key().size() == 1 ? alert.keyText() : alert.key())
        .putDetail("count", alert.count())
        .putDetail("bursts", alert.bursts())
        .putDetail("first_event", text(alert.firstEvent()))
        .putDetail("last_event", text(alert.lastEvent()));
  }

  private static String text(Instant time) {
    return Timestamps.text(Timestamps.micros(time));
  }

  /** Who an alert is about, where events have it. */
  private static void subject(EventDraft draft, Map<String, String> key) {
    String address = key.get(EventField.IP_ADDRESS.jsonName());
    ClientAddress client = address == null ? null : ClientAddress.parseNetwork(address);
    if (client != null) {
      draft.setAddress(client);
    }
    for (EventField field : List.of(EventField.USER_ID, EventField.USER_NAME)) {
      String person = key.get(field.jsonName());
      if (person != null && !person.equals(Alert.ALL_OTHERS)) {
        draft.set(field, person);
      }
    }
  }

  /**
   * Fills an {@code alert_resolved}, as of the instant at which it was over.
   *
   * @param why what ended it
   */
  static void fillResolved(EventDraft draft, AlertState alert, Instant at, String why) {
    long now = draft.timestampMicros();
    long over = Timestamps.micros(at);
    draft.setTimestampMicros(over);
    if (now - over > 1_000_000) {
      draft.setLoggedAtMicros(now);
    }
    common(draft, alert);
    draft
        .putDetail("reason", why)
        .putDetail("fired_at", text(alert.firedAt()))
        .putDetail("resolved_at", text(at));
  }

  /** Fills an {@code alert_escalated}. */
  static void fillEscalated(EventDraft draft, AlertState alert) {
    common(draft, alert);
    draft
        .putDetail("fired_at", text(alert.firedAt()))
        .putDetail("severity_before", alert.severity().text());
  }

  /** Fills the {@code suspicious} event of a rule. */
  static void fillSuspicious(EventDraft draft, AlertState alert, String reason) {
    subject(draft, alert.key());
    draft
        .putDetail("reason", reason)
        .putDetail(RULE, alert.rule())
        .putDetail(ALERT_ID, alert.id().toString())
        .putDetail("count", alert.count());
  }

  /**
   * Fills a {@code client_blocked}.
   *
   * @param alert that led to it, if it is known
   * @param reason in a few words; null for none
   */
  static void fillBlocked(
      EventDraft draft, Block block, Optional<UUID> alert, @Nullable String reason) {
    draft.setAddress(block.client());
    draft
        .putDetail("client", block.client().network())
        .putDetail(SINCE, text(block.since()))
        .putDetail(UNTIL, text(block.until()))
        .putDetail("seconds", block.duration().toSeconds())
        .putDetail(REPEAT, block.repeat());
    block.rule().ifPresent(rule -> draft.putDetail(RULE, rule));
    block.by().ifPresent(by -> draft.putDetail("by", by));
    alert.ifPresent(id -> draft.putDetail(ALERT_ID, id.toString()));
    if (reason != null) {
      draft.putDetail("reason", reason);
    }
  }

  /** Says in a {@code client_blocked} that an alert of the fleet led to it. */
  static void fillOrigin(EventDraft draft, FleetAlert alert) {
    draft
        .putDetail("origin", "fleet")
        .putDetail("fleet_alert", alert.id())
        .putDetail("fleet_source", alert.source());
  }

  /** Fills a {@code client_unblocked}. */
  static void fillUnblocked(EventDraft draft, Block block, String reason, @Nullable String by) {
    draft.setAddress(block.client());
    draft
        .putDetail("client", block.client().network())
        .putDetail(SINCE, text(block.since()))
        .putDetail("reason", reason);
    block.rule().ifPresent(rule -> draft.putDetail(RULE, rule));
    if (by != null) {
      draft.putDetail("by", by);
    }
  }

  /** Fills a {@code client_refused}: how many requests, and when the first and the last came. */
  static void fillRefused(EventDraft draft, Refusals.Sum sum) {
    if (sum.client() != null) {
      draft.setAddress(sum.client());
      draft.putDetail("client", sum.client().network());
    }
    draft
        .putDetail("requests", sum.requests())
        .putDetail(SINCE, text(sum.first()))
        .putDetail(UNTIL, text(sum.last()));
  }

  /** What an event of an alert names: its id; null if it is none. */
  public static @Nullable UUID alertId(EventView event) {
    String text = detail(event, ALERT_ID);
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The rule of an event of an alert or a block; null if it names none. */
  public static @Nullable String rule(EventView event) {
    return detail(event, RULE);
  }

  /** The group of an event of an alert, by the names of its fields. */
  public static Map<String, String> key(EventView event) {
    Map<String, String> key = new LinkedHashMap<>();
    Object value = detailValue(event, KEY);
    Object names = detailValue(event, GROUP_BY);
    ClientAddress client = ClientAddress.of(event);
    for (Object each : names instanceof List<?> list ? list : List.of()) {
      String name = String.valueOf(each);
      Object part = value instanceof Map<?, ?> map ? map.get(name) : value;
      // The key's own text may have a pseudonym in it.
      boolean address = name.equals(EventField.IP_ADDRESS.jsonName());
      key.put(name, address && client != null ? client.network() : String.valueOf(part));
    }
    return key;
  }

  /** The alert of an {@code alert} event, as it began; null if it is none. */
  public static @Nullable AlertState state(EventView event) {
    UUID id = alertId(event);
    String rule = rule(event);
    Instant first = time(event, "first_event");
    Instant last = time(event, "last_event");
    if (id == null || rule == null || first == null || last == null) {
      return null;
    }
    String title = detail(event, "title");
    Object ids = detailValue(event, "event_ids");
    return new AlertState(
        id,
        rule,
        title == null ? rule : title,
        event.severity(),
        key(event),
        number(event, "count"),
        (int) Math.min(Integer.MAX_VALUE, Math.max(1, number(event, "bursts"))),
        first,
        last,
        ids instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of(),
        Timestamps.instant(event.timestampMicros()),
        last,
        AlertState.Status.ACTIVE,
        null,
        time(event, ESCALATE_AT),
        false);
  }

  private static long number(EventView event, String name) {
    return detailValue(event, name) instanceof Number number ? number.longValue() : 0;
  }

  /** The block of a {@code client_blocked}; null if it is none. */
  public static @Nullable Block block(EventView event) {
    ClientAddress client = ClientAddress.of(event);
    Instant until = time(event, UNTIL);
    if (client == null || until == null) {
      return null;
    }
    Instant since = time(event, SINCE);
    Object repeat = detailValue(event, REPEAT);
    return new Block(
        client.networkAddress(),
        since == null ? Timestamps.instant(event.timestampMicros()) : since,
        until,
        repeat instanceof Number number ? Math.max(0, number.intValue()) : 0,
        Optional.ofNullable(rule(event)),
        Optional.ofNullable(detail(event, "by")));
  }

  private static @Nullable Instant time(EventView event, String name) {
    String text = detail(event, name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String detail(EventView event, String name) {
    Object value = detailValue(event, name);
    return value instanceof CharSequence text ? text.toString() : null;
  }

  private static @Nullable Object detailValue(EventView event, String name) {
    return event.get(EventField.DETAILS) instanceof Entries details ? details.get(name) : null;
  }
}
