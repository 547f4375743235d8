package dev.tocsin.rules;

import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An alert that is not over. Times are microseconds. For one thread at a time. */
final class Firing implements Comparable<Firing> {
  private static final int MAX_IDS = 50;

  private final Rule rule;
  final int slot;
  private final Map<String, String> key;
  private final List<String> ids = new ArrayList<>();
  private final long firedAt;
  private UUID id = new UUID(0, 0);
  private long count;
  private int bursts = 1;
  private long firstEvent = Long.MAX_VALUE;
  private long lastEvent = Long.MIN_VALUE;

  /** From then on the condition is false, unless more events come. */
  long trueUntil;

  /** When it is to be looked at next, as the queue has it; the real time may be later by now. */
  long dueAt;

  Firing(Rule rule, int slot, Map<String, String> key, long firedAt) {
    this.rule = rule;
    this.slot = slot;
    this.key = key;
    this.firedAt = firedAt;
  }

  void add(EventView event, long time) {
    add(event.idMsb(), event.idLsb(), time);
  }

  void add(long idMsb, long idLsb, long time) {
    count++;
    firstEvent = Math.min(firstEvent, time);
    lastEvent = Math.max(lastEvent, time);
    if (ids.size() < MAX_IDS && (idMsb != 0 || idLsb != 0)) {
      ids.add(EventIds.text(idMsb, idLsb));
    }
  }

  /** The events that made it fire are all there. */
  void name() {
    id =
        UUID.nameUUIDFromBytes(
            (rule.name()
                    + '\n'
                    + key
                    + '\n'
                    + firstEvent
                    + '\n'
                    + (ids.isEmpty() ? "" : ids.get(0)))
                .getBytes(StandardCharsets.UTF_8));
  }

  /** One that was open before. */
  static Firing restored(OpenAlert open, int slot) {
    Alert alert = open.alert();
    Firing firing = new Firing(alert.rule(), slot, alert.key(), Timestamps.micros(alert.firedAt()));
    firing.id = alert.id();
    firing.count = alert.count();
    firing.bursts = alert.bursts();
    if (alert.count() > 0) {
      firing.firstEvent = Timestamps.micros(alert.firstEvent());
      firing.lastEvent = Timestamps.micros(alert.lastEvent());
    }
    firing.ids.addAll(alert.eventIds());
    firing.trueUntil =
        open.trueUntil().equals(Instant.MAX) ? Long.MAX_VALUE : Timestamps.micros(open.trueUntil());
    return firing;
  }

  OpenAlert open() {
    return new OpenAlert(
        alert(), trueUntil == Long.MAX_VALUE ? Instant.MAX : Timestamps.instant(trueUntil));
  }

  UUID id() {
    return id;
  }

  void rename(UUID other) {
    id = other;
  }

  Map<String, String> key() {
    return key;
  }

  void burst() {
    bursts++;
  }

  Alert alert() {
    return alert(Optional.empty());
  }

  Alert resolved(long at) {
    return alert(Optional.of(Timestamps.instant(Math.max(at, firedAt))));
  }

  private Alert alert(Optional<Instant> resolvedAt) {
    boolean empty = count == 0;
    return new Alert(
        id,
        rule,
        key,
        count,
        bursts,
        Timestamps.instant(empty ? firedAt : firstEvent),
        Timestamps.instant(empty ? firedAt : lastEvent),
        ids,
        Timestamps.instant(firedAt),
        resolvedAt);
  }

  @Override
  public int compareTo(Firing other) {
    return Long.compare(dueAt, other.dueAt);
  }
}
