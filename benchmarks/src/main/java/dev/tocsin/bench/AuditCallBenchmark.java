package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.AuditHealth;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Provenance;
import dev.tocsin.keys.KeyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Logger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * One audit call to the file, through Log4j's configuration and the {@code SecurityAudit} appender:
 * event, id, defaults of the type, risk score, redaction, JSON, chain with HMAC under a key, write.
 * The file does not roll while it is measured, neither here nor at the peers.
 *
 * <p>What holds when a call returns, in every configuration: the event has its id and time, is
 * complete, and stands in the file as one line, numbered without a gap, chained and tagged under
 * the key; the caller of {@link SecurityLogger} knows so, and had it failed, the failure policy
 * ({@code fail-open}) would have acted. What each configuration adds or leaves out stands there.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class AuditCallBenchmark {

  /** An audit log in a folder of its own, with new keys. */
  abstract static class AuditLog {
    private final Folder folder = new Folder();
    private LogConfiguration running;
    private SecurityLogger security;
    private Logger plain;
    private Path made;

    /** Attributes of the appender beside its name, file and keys. */
    abstract String attributes();

    /** The {@code Rules} element. */
    String rules(Path folder) throws IOException {
      return "<Rules enabled=\"false\"/>";
    }

    /** Called once it runs, before anything is measured. */
    void prepare() {}

    /** Called before it stops: what was measured is what was meant. */
    void check() {
      for (AuditHealth health : AuditRegistry.health()) {
        if (health.getNotRecorded() != 0) {
          throw new IllegalStateException(health.getNotRecorded() + " events were not recorded");
        }
      }
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
      made = folder.make();
      Path keys = made.resolve("keys");
      new KeyFolder(keys, new SecureRandom()).generate();
      running =
          LogConfiguration.start(
              """
              <SecurityAudit name="audit" fileName="%s" source="shop" keys="%s" %s>
                %s
                <Policies><SizeBasedTriggeringPolicy size="100 GB"/></Policies>
              </SecurityAudit>
              """
                  .formatted(file(), keys, attributes(), rules(made)),
              "audit");
      security = SecurityLogger.getLogger(running.context(), "shop");
      plain = running.context().getLogger("shop");
      prepare();
    }

    /** The audit file. */
    Path file() {
      return made.resolve("logs").resolve("security_audit.log");
    }

    /** The folder of its keys. */
    Path keys() {
      return made.resolve("keys");
    }

    String typed(String address) {
      return security
          .event(EventType.AUTH_FAILURE)
          .user(SignIn.USER)
          .session(SignIn.SESSION)
          .target(SignIn.TARGET_TYPE, SignIn.TARGET)
          .ip(address, Provenance.TRUSTED_PROXY)
          .userAgent(SignIn.AGENT)
          .request(SignIn.METHOD, SignIn.URL)
          .detail("reason", SignIn.REASON)
          .detail("attempt", SignIn.ATTEMPT)
          .message(SignIn.MESSAGE)
          .log();
    }

    void marked(String address) {
      plain.warn(Markers.AUTH_FAILURE, SignInMap.of(address));
    }

    /** Stops it, and keeps the files. */
    void stop() {
      running.close();
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      check();
      stop();
      folder.delete();
    }
  }

  /**
   * {@code fsync="no"}: a line is with the kernel when its call returns and survives the death of
   * the process; when it is on the disk is the kernel's choice. Secrets are redacted and the
   * session hashed. No rule is at work.
   */
  @State(Scope.Benchmark)
  public static class Keyed extends AuditLog {
    @Override
    String attributes() {
      return "fsync=\"no\"";
    }
  }

  /** As {@link Keyed}, but secrets would be written as they come: redaction is off. */
  @State(Scope.Benchmark)
  public static class Unredacted extends AuditLog {
    @Override
    String attributes() {
      return "fsync=\"no\" redaction=\"off\"";
    }
  }

  /**
   * As {@link Keyed}, but with {@code writeTimeoutMillis="0"}: each caller writes itself, and waits
   * for ever for a file system that hangs, as at the peers.
   */
  @State(Scope.Benchmark)
  public static class Unlimited extends AuditLog {
    @Override
    String attributes() {
      return "fsync=\"no\" writeTimeoutMillis=\"0\"";
    }
  }

  /** As {@link Keyed}, and a line is on the disk when its call returns. */
  @State(Scope.Benchmark)
  public static class OnDisk extends AuditLog {
    @Override
    String attributes() {
      return "fsync=\"always\"";
    }
  }

  /**
   * As {@link Keyed}, with the five shipped rules at work: when a call returns, they have seen its
   * event. They know all {@link Clients}, and look at one second instead of minutes and hours, so
   * that no client fails too often although the calls come as fast as they can.
   */
  @State(Scope.Benchmark)
  public static class Watched extends AuditLog {
    private static final long LOOK_NANOS = 1_000_000;

    private final Clients clients = new Clients();
    private final int known;

    public Watched() {
      this(Clients.COUNT);
    }

    /** Whose rules know only so many clients before it is measured. */
    Watched(int known) {
      this.known = known;
    }

    @Override
    String attributes() {
      return "fsync=\"no\"";
    }

    @Override
    String rules(Path folder) throws IOException {
      Path file = folder.resolve("rules.yaml");
      Files.writeString(
          file,
          ShippedRules.text(Clients.COUNT).replaceAll("timespan: \\d+[mhd]", "timespan: 1s"),
          UTF_8);
      return "<Rules file=\"" + file + "\"/>";
    }

    @Override
    void prepare() {
      while (!AuditRegistry.health().stream().allMatch(AuditHealth::isRulesLive)) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      for (int i = 0; i < known; i++) {
        var unused = typed(clients.address(i));
      }
    }

    @Override
    void check() {
      super.check();
      long alerts = AuditRegistry.health().stream().mapToLong(AuditHealth::getAlerts).sum();
      if (alerts != 0) {
        throw new IllegalStateException(alerts + " alerts: what is measured is an attack");
      }
    }
  }

  @Benchmark
  public String audit_call(Keyed log, Clients clients, Caller caller) {
    return log.typed(caller.address(clients));
  }

  /** The same from {@code logger.warn(AUTH_FAILURE, map)}, with the very message of the peers. */
  @Benchmark
  public void audit_call_marked(Keyed log, Clients clients, Caller caller) {
    log.marked(caller.address(clients));
  }

  @Benchmark
  public String audit_call_rules(Watched log, Clients clients, Caller caller) {
    return log.typed(caller.address(clients));
  }

  @Benchmark
  public String audit_call_unredacted(Unredacted log, Clients clients, Caller caller) {
    return log.typed(caller.address(clients));
  }

  @Benchmark
  public String audit_call_unlimited(Unlimited log, Clients clients, Caller caller) {
    return log.typed(caller.address(clients));
  }

  @Benchmark
  public String audit_call_fsync(OnDisk log, Clients clients, Caller caller) {
    return log.typed(caller.address(clients));
  }
}
