package dev.tocsin.watch;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventView;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.AlertListener;
import dev.tocsin.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What rules said while one event was evaluated, or time passed: collected first and acted on
 * afterwards, so that a client is shut out before anything is written. For one thread.
 */
final class Turn implements AlertListener {
  /** A client that a rule shuts out. */
  record Blocking(Rule rule, ClientAddress client) {}

  /** The turns of one thread: an event that is recorded during a turn has one of its own. */
  static final class OfThread {
    private final List<Turn> all = new ArrayList<>(1);
    private int used;

    Turn begin() {
      if (used == all.size()) {
        all.add(new Turn());
      }
      return all.get(used++);
    }

    void end() {
      all.get(--used).clear();
    }
  }

  final List<Alert> fired = new ArrayList<>(1);
  final List<Alert> again = new ArrayList<>(1);
  final List<Alert> resolved = new ArrayList<>(1);
  final List<Blocking> blocking = new ArrayList<>(1);

  @Override
  public void fired(Alert alert) {
    fired.add(alert);
  }

  @Override
  public void again(Alert alert) {
    again.add(alert);
  }

  @Override
  public void blocks(Rule rule, EventView event) {
    blocking.add(new Blocking(rule, Objects.requireNonNull(ClientAddress.of(event))));
  }

  @Override
  public void resolved(Alert alert) {
    resolved.add(alert);
  }

  boolean isEmpty() {
    return fired.isEmpty() && again.isEmpty() && resolved.isEmpty() && blocking.isEmpty();
  }

  void clear() {
    fired.clear();
    again.clear();
    resolved.clear();
    blocking.clear();
  }
}
