package dev.tocsin.watch;

import dev.tocsin.audit.FleetAlert;
import dev.tocsin.audit.FleetVerdict;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Timestamps;
import dev.tocsin.respond.AlertBook;
import dev.tocsin.respond.AlertState;
import dev.tocsin.respond.Block;
import dev.tocsin.respond.BlockTable;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does what follows when rules said something, and writes events of it. Thread-safe. */
final class Responder {
  private final AlertBook book;
  private final BlockTable blocks;
  private final AlertNotices notices;
  private final LongAdder fired = new LongAdder();
  private volatile @Nullable Recorder recorder;

  Responder(AlertBook book, BlockTable blocks, AlertNotices notices) {
    this.notices = notices;
    this.book = book;
    this.blocks = blocks;
  }

  /** Who writes the events from now on. */
  void recordWith(Recorder next) {
    recorder = next;
  }

  /** Alerts that began, so far. */
  long fired() {
    return fired.sum();
  }

  private void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
    Recorder current = recorder;
    if (current != null) {
      current.record(type, severity, fields);
    }
  }

  /**
   * Acts on what rules said of one event or one moment.
   *
   * @param at that moment
   * @param now the present time, later where the event was read back
   * @param derived whether the event was one of the product's own
   */
  void act(Turn turn, Instant at, Instant now, boolean derived) {
    if (turn.isEmpty()) {
      return;
    }
    List<Block> begun = new ArrayList<>(1);
    for (Turn.Blocking each : turn.blocking) {
      blocks.block(each.client(), each.rule(), at, now).ifPresent(begun::add);
    }
    turn.fired.forEach(alert -> begin(alert, derived));
    for (Alert alert : turn.again) {
      book.count(alert);
      book.find(alert.id())
          .ifPresent(
              state -> {
                suspicious(alert.rule(), state, derived);
                notices.firing(alert.rule(), state);
              });
    }
    begun.forEach(block -> tellBlocked(block, derived));
    turn.resolved.forEach(alert -> resolve(alert, derived));
  }

  private void begin(Alert alert, boolean derived) {
    fired.increment();
    AlertState state = book.begin(alert);
    Rule rule = alert.rule();
    String action = action(alert);
    record(
        EventType.ALERT,
        state.severity(),
        draft -> {
          AlertEvents.fillAlert(draft, state, rule, action);
          derived(draft, derived);
        });
    suspicious(rule, state, derived);
    notices.firing(rule, state);
  }

  private String action(Alert alert) {
    if (alert.rule().simulate()) {
      return "simulate";
    }
    ClientAddress client = client(alert.key());
    boolean blocked =
        alert.rule().blocks() && client != null && blocks.find(client, alert.firedAt()).isPresent();
    return blocked ? "block" : "none";
  }

  private static @Nullable ClientAddress client(Map<String, String> key) {
    String text = key.get(EventField.IP_ADDRESS.jsonName());
    return text == null ? null : ClientAddress.parseNetwork(text);
  }

  private void suspicious(Rule rule, AlertState state, boolean derived) {
    String reason = rule.simulate() ? null : rule.response().suspiciousReason().orElse(null);
    if (reason != null) {
      record(
          EventType.SUSPICIOUS,
          null,
          draft -> {
            AlertEvents.fillSuspicious(draft, state, reason);
            derived(draft, derived);
          });
    }
  }

  private void tellBlocked(Block block, boolean derived) {
    Optional<AlertState> alert =
        block
            .rule()
            .flatMap(
                rule ->
                    book.find(
                        rule, Map.of(EventField.IP_ADDRESS.jsonName(), block.client().network())));
    record(
        EventType.CLIENT_BLOCKED,
        null,
        draft -> {
          AlertEvents.fillBlocked(draft, block, alert.map(AlertState::id), null);
          derived(draft, derived);
        });
  }

  private void resolve(Alert alert, boolean derived) {
    Instant over = alert.resolvedAt().orElse(alert.lastEvent());
    book.count(alert);
    book.resolve(alert.id(), false)
        .ifPresent(
            state -> {
              record(
                  EventType.ALERT_RESOLVED,
                  null,
                  draft -> {
                    AlertEvents.fillResolved(draft, state, over, "condition_false");
                    derived(draft, derived);
                  });
              notices.resolved(alert.rule(), state, over);
            });
  }

  /** Ends an alert as somebody said by hand, which stands in another journal. */
  void resolvedByHand(UUID alert, Instant at, Function<String, @Nullable Rule> rules) {
    book.resolve(alert, true)
        .ifPresent(
            state -> {
              Rule rule = rules.apply(state.rule());
              if (rule != null) {
                notices.resolved(rule, state, at);
              }
            });
  }

  /** Ends an alert whose rule is not there any more. */
  void endOrphan(AlertState alert, Instant now) {
    book.resolve(alert.id(), false)
        .ifPresent(
            state ->
                record(
                    EventType.ALERT_RESOLVED,
                    null,
                    draft -> AlertEvents.fillResolved(draft, state, now, "rule_gone")));
  }

  /** What time alone brings about. */
  void tick(Instant now, Function<String, @Nullable Rule> rules) {
    for (Block block : blocks.expire(now)) {
      record(
          EventType.CLIENT_UNBLOCKED,
          null,
          draft -> {
            draft.setTimestampMicros(Timestamps.micros(block.until()));
            AlertEvents.fillUnblocked(draft, block, "expired", null);
          });
    }
    for (AlertState alert : book.toEscalate(now)) {
      Rule rule = rules.apply(alert.rule());
      Severity level =
          rule == null
              ? alert.severity()
              : rule.response()
                  .escalation()
                  .map(Rule.Escalation::severity)
                  .orElse(alert.severity());
      record(EventType.ALERT_ESCALATED, level, draft -> AlertEvents.fillEscalated(draft, alert));
      book.escalate(alert.id(), level)
          .filter(state -> rule != null)
          .ifPresent(state -> tellEscalated(Objects.requireNonNull(rule), state, now));
    }
  }

  /** Whoever is told of an alert that is over by now is told that, too. */
  private void tellEscalated(Rule rule, AlertState alert, Instant now) {
    notices.escalated(rule, alert);
    if (alert.status() == AlertState.Status.RESOLVED) {
      notices.resolved(rule, alert, now);
    }
  }

  /** Records how many requests of blocked clients were turned away. */
  void tellRefused(List<Refusals.Sum> sums) {
    for (Refusals.Sum sum : sums) {
      record(EventType.CLIENT_REFUSED, null, draft -> AlertEvents.fillRefused(draft, sum));
    }
  }

  /** Shuts a client out as the application says. */
  boolean blockByHand(Block block, @Nullable String reason, Instant now) {
    if (!blocks.put(block, now)) {
      return false;
    }
    record(
        EventType.CLIENT_BLOCKED,
        null,
        draft -> AlertEvents.fillBlocked(draft, block, Optional.empty(), reason));
    return true;
  }

  /** Shuts a client out as an alert of the fleet asks and a rule says that blocks. */
  FleetVerdict blockForFleet(FleetAlert alert, Rule rule, Instant now) {
    Instant since = alert.since().isAfter(now) ? now : alert.since();
    Optional<Block> begun = blocks.blockSince(alert.client(), rule, since, now);
    begun.ifPresent(
        block ->
            record(
                EventType.CLIENT_BLOCKED,
                null,
                draft -> {
                  AlertEvents.fillBlocked(draft, block, Optional.empty(), null);
                  AlertEvents.fillOrigin(draft, alert);
                }));
    if (begun.isPresent()) {
      return FleetVerdict.BLOCKED;
    }
    return blocks.find(alert.client(), now).isPresent() ? FleetVerdict.KNOWN : FleetVerdict.OVER;
  }

  /** Lets a client in again as the application says. */
  boolean unblockByHand(ClientAddress client, String by, Instant now) {
    Optional<Block> ended = blocks.unblock(client, now);
    ended.ifPresent(
        block ->
            record(
                EventType.CLIENT_UNBLOCKED,
                null,
                draft -> AlertEvents.fillUnblocked(draft, block, "by_hand", by)));
    return ended.isPresent();
  }

  private static void derived(EventDraft draft, boolean derived) {
    if (derived) {
      draft.putDetail("derived", true);
    }
  }
}
