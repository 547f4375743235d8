package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.ClientBlocks;
import dev.tocsin.audit.FleetAlert;
import dev.tocsin.audit.FleetVerdict;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.respond.Block;
import dev.tocsin.respond.BlockTable;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.AlertListener;
import dev.tocsin.rules.Detector;
import dev.tocsin.rules.RuleFile;
import dev.tocsin.rules.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * The shipped rules over failed sign-ins from very many clients, none of which fails often enough
 * for an alert: two rules count each of them, and one of these blocks. And how long it takes to
 * learn whether a client is blocked, among so many that are. One thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class RulesBenchmark {
  /** From one event of a client to its next, in microseconds: longer than five minutes. */
  private static final long PERIOD_MICROS = 600_000_000L;

  /** Events of each client that the rule of an hour holds at most. */
  private static final int EVENTS_HELD = 10;

  /** The shipped rules with room for so many clients. */
  static RuleSet rules(int clients) throws IOException {
    // Thresholds above 20 leave no room for so many, and no event here concerns that rule.
    String text = ShippedRules.text(clients).replaceAll("gte: 50}", "gte: 20}");
    return RuleFile.read(
        "rules", new ByteArrayInputStream(text.getBytes(UTF_8)), EventTypes.builtIn());
  }

  /** Hears of no alert, as there is none. */
  static final AlertListener SILENT =
      new AlertListener() {
        @Override
        public void fired(Alert alert) {
          throw new IllegalStateException(alert.toString());
        }

        @Override
        public void resolved(Alert alert) {}
      };

  /** A detector that knows all clients. */
  @State(Scope.Thread)
  public static class Clients {
    @Param({"100000", "1000000"})
    int clients;

    private final EventDraft draft = new EventDraft();
    private Detector detector;
    private long now;
    private int next;

    @Setup(Level.Trial)
    public void fill() throws IOException {
      detector = new Detector(rules(clients));
      now = 1_795_000_000_000_000L;
      draft.setType(EventType.AUTH_FAILURE);
      // From then on as many events come into the rules as go.
      for (int i = 0; i < EVENTS_HELD * clients; i++) {
        offer();
      }
    }

    long offer() {
      fillDraft();
      detector.offer(draft, now, SILENT);
      return now;
    }

    long fillDraft() {
      // Every client in an order that no cache likes.
      next = (int) ((next + 618_033L) % clients);
      now += PERIOD_MICROS / clients;
      draft.setId(0x019aa9d000007000L, 0x8000000000000000L | now);
      draft.setTimestampMicros(now);
      draft.setAddress(ClientAddress.ofIpv4(0x0a00_0000 + next));
      return now;
    }
  }

  /** Filling the event alone; the difference to it is what the rules take. */
  @Benchmark
  public long rules_fill(Clients clients) {
    return clients.fillDraft();
  }

  @Benchmark
  public long rules_event(Clients clients) {
    return clients.offer();
  }

  /** Those that are blocked. */
  @State(Scope.Benchmark)
  public static class Blocked implements ClientBlocks {
    @Param({"100000", "1000000"})
    int blocked;

    private BlockTable table;

    @Setup(Level.Trial)
    public void fill() {
      table = new BlockTable(blocked, client -> false);
      Instant now = Instant.now();
      for (int i = 0; i < blocked; i++) {
        var unused =
            table.put(
                new Block(
                    ClientAddress.ofIpv4(0x0a00_0000 + i),
                    now,
                    now.plus(Duration.ofDays(1)),
                    0,
                    Optional.empty(),
                    Optional.empty()),
                now);
      }
      AuditRegistry.register(this);
    }

    @TearDown(Level.Trial)
    public void forget() {
      AuditRegistry.unregister(this);
    }

    @Override
    public boolean isBlocked(ClientAddress client) {
      return table.isBlocked(client, Clock.systemUTC());
    }

    @Override
    public Optional<Instant> blockedUntil(ClientAddress client) {
      return Optional.empty();
    }

    @Override
    public void refused(ClientAddress client) {
      // Nobody asks here.
    }

    @Override
    public boolean block(
        ClientAddress client, Duration duration, String by, @Nullable String reason) {
      return false;
    }

    @Override
    public FleetVerdict block(FleetAlert alert) {
      return FleetVerdict.UNKNOWN_RULE;
    }

    @Override
    public boolean unblock(ClientAddress client, String by) {
      return false;
    }
  }

  @Benchmark
  public boolean is_blocked_no(Blocked blocked) {
    return BlockList.isBlocked("203.0.113.7");
  }

  @Benchmark
  public boolean is_blocked_yes(Blocked blocked) {
    return BlockList.isBlocked("10.0.203.7");
  }
}
