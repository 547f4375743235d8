package dev.tocsin.log4j;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditTally;
import dev.tocsin.audit.EventCounts;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Severity;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.WriteTimes;
import dev.tocsin.outlet.AuditJournal;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.outlet.OutletFigures;
import dev.tocsin.outlet.RunningOutlet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * The outlets of one open journal. A configuration that is read again leaves those alone whose
 * settings are as before; another one takes the place of one that has ended. Thread-safe.
 */
final class JournalOutlets {
  private final Journal journal;
  private final AuditTally tally;
  private final AuditHealth health;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private volatile @Nullable ProductEvents recorder;

  private record Running(Outlet configured, RunningOutlet outlet) {}

  JournalOutlets(Journal journal, AuditTally tally, AuditHealth health) {
    this.journal = journal;
    this.tally = tally;
    this.health = health;
  }

  /** Has these run, and no others. */
  synchronized void configure(List<Outlet> wanted, ProductEvents from) {
    recorder = from;
    Map<String, Outlet> byName = new LinkedHashMap<>();
    wanted.forEach(outlet -> byName.put(outlet.name(), outlet));
    for (String name : List.copyOf(running.keySet())) {
      Outlet same = byName.get(name);
      Running current = running.get(name);
      if (current != null && !current.configured().equals(same)) {
        running.remove(name);
        end(name, same == null ? current.outlet()::stop : current.outlet()::handOver);
      }
    }
    byName.forEach(
        (name, outlet) -> {
          if (!running.containsKey(name)) {
            start(outlet);
          }
        });
  }

  private void start(Outlet outlet) {
    try {
      running.put(outlet.name(), new Running(outlet, outlet.start(new Followed())));
    } catch (RuntimeException | LinkageError e) {
      StatusLogger.getLogger()
          .error("tocsin: {}: \"{}\" can't be started", journal.config().file(), outlet.name(), e);
    }
  }

  private static void end(String name, Runnable ending) {
    try {
      ending.run();
    } catch (RuntimeException e) {
      StatusLogger.getLogger().error("tocsin: \"{}\" could not be ended", name, e);
    }
  }

  /** Ends all, each with the time it has to bring on its way what is recorded. */
  synchronized void stop() {
    running.forEach((name, each) -> end(name, each.outlet()::stop));
    running.clear();
  }

  /** How each does; waits for nobody. */
  List<OutletFigures> figures() {
    List<OutletFigures> figures = new ArrayList<>();
    running.values().forEach(each -> figures.add(each.outlet().figures()));
    return figures;
  }

  /** The journal as an outlet sees it. */
  private final class Followed implements AuditJournal {
    @Override
    public Path file() {
      return journal.config().file();
    }

    @Override
    public String id() {
      return journal.id();
    }

    @Override
    public String source() {
      ProductEvents from = recorder;
      String source = from == null ? null : from.settings().values().get("source");
      return source == null ? journal.config().writer() : source;
    }

    @Override
    public EventTypes types() {
      ProductEvents from = recorder;
      return from == null ? EventTypes.builtIn() : from.types();
    }

    @Override
    public long lastSeq() {
      return journal.lastSeq();
    }

    @Override
    public long durableSeq() {
      return journal.state().durableSeq();
    }

    @Override
    public Optional<String> durableCheckpoint() {
      return journal.durableCheckpoint();
    }

    @Override
    public AuditHealth health() {
      return health;
    }

    @Override
    public EventCounts counts() {
      return tally.events();
    }

    @Override
    public void addTimes(WriteTimes listener) {
      journal.addTimes(listener);
    }

    @Override
    public void removeTimes(WriteTimes listener) {
      journal.removeTimes(listener);
    }

    @Override
    public void record(EventType type, @Nullable Severity severity, Consumer<EventDraft> fields) {
      ProductEvents from = recorder;
      if (from != null) {
        from.record(type, severity, fields);
      }
    }
  }
}
