package dev.tocsin.bench;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalEntry;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.otel.Shipment;
import dev.tocsin.otel.Shipment.Account;
import dev.tocsin.risk.RiskModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A service that lives for a moment at a time: it records a few events in its journal, and what it
 * leaves is shipped to a collector, as {@code tocsin ship} does it. No whole logging system stands
 * behind it, as Log4j starts and stops only one at a time in a process; the journal, the records
 * and the way they are sent are those of the product.
 */
final class FleetService {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String name;
  private final Path file;
  private final EventDraft draft = new EventDraft();
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final ByteSink line = new ByteSink();
  private final JournalEntry entry = new JournalEntry();

  /**
   * What one turn came to.
   *
   * @param events that were recorded, and that the collector has confirmed
   * @param bytes of their lines
   */
  record Turn(long events, long bytes) {
    Turn plus(Turn other) {
      return new Turn(events + other.events, bytes + other.bytes);
    }
  }

  /**
   * Nothing is written yet.
   *
   * @param folder its own, which is there
   */
  FleetService(String name, Path folder) {
    this.name = name;
    this.file = folder.resolve("security_audit.log").toAbsolutePath();
  }

  /** Records what happens in a turn, and ships it. */
  Turn turn(FleetTraffic traffic, int service, int round, Shipment shipment)
      throws IOException, InterruptedException {
    long[] bytes = new long[1];
    long[] events = new long[1];
    try (Journal journal =
        Journal.open(JournalConfig.builder(file).writer(name).build(), JournalListener.NONE)) {
      traffic.turn(
          service,
          round,
          (type, fields) -> {
            bytes[0] += record(journal, type, fields);
            events[0]++;
          });
    }
    Shipment.Backlog backlog = shipment.look(JournalFiles.of(file)).orElseThrow();
    Account account = shipment.send(backlog, PATIENCE, new Deaf());
    if (!account.complete() || account.sent() != events[0] || account.refused() > 0) {
      throw new IOException(name + ": " + events[0] + " events recorded, but " + account);
    }
    return new Turn(events[0], bytes[0]);
  }

  private int record(Journal journal, EventType type, Consumer<EventDraft> fields)
      throws JournalException {
    draft.reset();
    draft.setType(type);
    AuditRegistry.ids().next(draft);
    draft.setTimestampMicros(Timestamps.now(Clock.systemUTC()));
    draft.set(EventField.SOURCE, name);
    draft.setActorType(ActorType.USER);
    fields.accept(draft);
    int risk = RiskModel.DEFAULT.tenths(type, draft.severity(), false);
    draft.setRiskTenths(risk);
    draft.setThreatLevel(ThreatLevel.ofRiskTenths(risk));
    line.reset();
    encoder.encodeOpen(draft, line);
    entry.set(line.array(), line.length(), null);
    journal.append(entry);
    return line.length();
  }

  /** What goes wrong stands in the account. */
  private static final class Deaf implements Shipment.Listener {
    @Override
    public void undelivered(Consumer<EventDraft> fields) {}

    @Override
    public void waiting(String trouble) {}
  }
}
