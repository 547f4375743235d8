package dev.tocsin.audit;

import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.privacy.Redactor;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the logging calls and the sinks that record them meet. Static, because a
 * {@link SecurityLogger} outlives Log4j's contexts. For the Log4j plugin; applications ask it for
 * {@link #health()} and {@link #counters()} only. Thread-safe.
 */
public final class AuditRegistry {
  /** Never changed, but replaced: read by position in each call, where an iterator is garbage. */
  private static volatile List<AuditSink> sinks = List.of();

  private static final EventIds IDS = new EventIds(Clock.systemUTC(), new SecureRandom());
  private static final AtomicLong UNSERVED = new AtomicLong();
  private static final CopyOnWriteArrayList<AuditHealth> HEALTH = new CopyOnWriteArrayList<>();
  private static final Map<Path, AuditTally> TALLIES = new ConcurrentHashMap<>();
  private static final CopyOnWriteArrayList<ClientBlocks> BLOCKS = new CopyOnWriteArrayList<>();
  private static final CopyOnWriteArrayList<AddressRange> SPARED = new CopyOnWriteArrayList<>();
  private static final ThreadLocal<long[]> CALLS = ThreadLocal.withInitial(() -> new long[1]);
  private static final AtomicReference<@Nullable RecordingProbe> PROBE = new AtomicReference<>();

  private AuditRegistry() {}

  /** Adds a sink; the same one only once. */
  public static synchronized void register(AuditSink sink) {
    if (!sinks.contains(sink)) {
      sinks = Stream.concat(sinks.stream(), Stream.of(sink)).toList();
    }
  }

  /** Takes a sink away; nothing happens if it is not there. */
  public static synchronized void unregister(AuditSink sink) {
    sinks = sinks.stream().filter(each -> !each.equals(sink)).toList();
  }

  /** All sinks, as they are now. */
  public static List<AuditSink> sinks() {
    return sinks;
  }

  /** The sinks for loggers of that context, as they are now. */
  public static List<AuditSink> sinksFor(Object loggerContext) {
    return sinks.stream().filter(sink -> sink.serves(loggerContext)).toList();
  }

  /** Whether events of that context's loggers go to one audit appender and no other. */
  static boolean hasOneSink(Object loggerContext) {
    List<AuditSink> all = sinks;
    int count = 0;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).serves(loggerContext)) {
        count++;
      }
    }
    return count == 1;
  }

  /** What takes the secrets out of events of loggers of that context. */
  static List<Redactor> redactorsFor(Object loggerContext) {
    return sinksFor(loggerContext).stream().map(AuditSink::redactor).distinct().toList();
  }

  /** Makes event ids for the whole process. */
  public static EventIds ids() {
    return IDS;
  }

  /** Notes that this thread begins a logging call of a security event. */
  public static void beginCall() {
    CALLS.get()[0]++;
  }

  /** How many such calls this thread has begun: two appends of one call see one number. */
  public static long callNumber() {
    return CALLS.get()[0];
  }

  /**
   * The tally of one journal, the same for every sink that writes it.
   *
   * @param journal its file
   */
  public static AuditTally tally(Path journal) {
    return TALLIES.computeIfAbsent(journal, file -> new AuditTally());
  }

  /** How each journal does that this process has open, as they are now. */
  public static List<AuditHealth> health() {
    return List.copyOf(HEALTH);
  }

  /** Adds what tells of a journal that was opened. */
  public static void register(AuditHealth health) {
    HEALTH.addIfAbsent(health);
  }

  /** Takes it away; nothing happens if it is not there. */
  public static void unregister(AuditHealth health) {
    HEALTH.remove(health);
  }

  /** Adds what knows whom a journal's rules shut out; the same one only once. */
  public static void register(ClientBlocks blocks) {
    BLOCKS.addIfAbsent(blocks);
  }

  /** Takes it away; nothing happens if it is not there. */
  public static void unregister(ClientBlocks blocks) {
    BLOCKS.remove(blocks);
  }

  /** All of them, as they are at any moment. */
  static List<ClientBlocks> blocks() {
    return BLOCKS;
  }

  static void spare(List<AddressRange> clients) {
    SPARED.addAllAbsent(clients);
  }

  /** Whether a client is never blocked in this process. */
  public static boolean isSpared(ClientAddress client) {
    for (AddressRange range : SPARED) {
      if (range.contains(client)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Has every event of the application seen on its way into an audit file, for a test kit.
   *
   * @throws IllegalStateException if another probe is there
   */
  public static void install(RecordingProbe probe) {
    if (!PROBE.compareAndSet(null, probe)) {
      throw new IllegalStateException("there is a recording probe already; take it out first");
    }
  }

  /** The contrary; nothing happens if it is not there. */
  public static void uninstall(RecordingProbe probe) {
    PROBE.compareAndSet(probe, null);
  }

  /** What is installed; null in every program but a test. */
  public static @Nullable RecordingProbe probe() {
    return PROBE.get();
  }

  /** All journals' figures together, with the events that found no sink among the lost ones. */
  public static AuditCounters counters() {
    AuditCounters sum = new AuditCounters(0, UNSERVED.get(), 0, 0, 0, 0, 0, 0);
    for (AuditTally tally : TALLIES.values()) {
      sum = sum.plus(tally.counters());
    }
    return sum;
  }

  /** How many events found no sink at all since the JVM started. */
  public static long unserved() {
    return UNSERVED.get();
  }

  static long countUnserved() {
    return UNSERVED.incrementAndGet();
  }

  /** A type that a sink of that context knows by that name, else a built-in one. */
  static @Nullable EventType findType(Object loggerContext, String name) {
    for (AuditSink sink : sinks) {
      if (sink.serves(loggerContext)) {
        EventType type = sink.types().find(name);
        if (type != null) {
          return type;
        }
      }
    }
    return EventTypes.builtIn().find(name);
  }
}
