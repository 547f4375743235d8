package dev.tocsin.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tocsin.audit.AuditHealth;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A burst of events that waits in the journal while the receiver gives no answer, and how fast the
 * bridge brings it there once it does, on loopback: by the clock, and by what all threads of this
 * process had of the processors meanwhile, the receiver's included. What a start has to do besides,
 * such as reading the last day back, is over by then.
 */
final class OutboxProgram {
  private static final int BURST = 300_000;
  private static final int WARM_UP = 100_000;

  /** No batch is given up while the receiver is held, and none waits for another try then. */
  private static final String PATIENT = "timeoutMillis=\"120000\"";

  private static final double BOUND = 50_000;
  private static final long LOOK_NANOS = 1_000_000;

  /** A process that needs less than a twentieth of a core is at rest. */
  private static final long REST_NANOS = 500_000_000;

  private static final long AT_REST = REST_NANOS / 20;
  private static final int LOOKS_FOR_REST = 120;

  private OutboxProgram() {}

  static List<Figure> run() throws IOException {
    Folder folder = new Folder();
    try (NullReceiver receiver = new NullReceiver()) {
      String plain = receiver.element(PATIENT + " compression=\"none\"");
      measure("warm-up", folder.make(), receiver, receiver.element(PATIENT), WARM_UP);
      List<Figure> figures = new ArrayList<>();
      figures.addAll(measure("outbox", folder.make(), receiver, receiver.element(PATIENT), BURST));
      figures.addAll(measure("outbox, compression=none", folder.make(), receiver, plain, BURST));
      figures.forEach(each -> System.out.println(each.text()));
      return figures;
    } finally {
      folder.delete();
    }
  }

  private static List<Figure> measure(
      String name, Path logs, NullReceiver receiver, String bridge, int burst) throws IOException {
    String without = "<Rules enabled=\"false\"/>";
    try (AuditLog log = AuditLog.open(logs, "fsync=\"no\"", without)) {
      Traffic traffic = new Traffic(log.logger(), 0);
      for (int i = 0; i < burst; i++) {
        traffic.call();
      }
    }
    receiver.hold();
    try (AuditLog log = AuditLog.open(logs, "", without + bridge)) {
      AuditHealth health = log.health();
      await(() -> health.getUnsentEvents() > 0);
      awaitRest();
      long first = health.getUnsentEvents();
      receiver.release();
      long begun = System.nanoTime();
      long processor = processorNanos();
      await(() -> health.getUnsentEvents() <= first / 50);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double processorSeconds = (processorNanos() - processor) / 1e9;
      double sent = first - health.getUnsentEvents();
      await(() -> health.getUnsentEvents() == 0);
      return List.of(
          Figure.atLeast(BOUND, name, sent / seconds, "events/s"),
          Figure.of(name + ", for a second of one core", sent / processorSeconds, "events/s"),
          Figure.none(name + ", events lost of a burst", health.getUndeliveredEvents()));
    }
  }

  /** Nanoseconds that this process has had of all processors. */
  private static long processorNanos() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      return system.getProcessCpuTime();
    }
    throw new IllegalStateException("this JVM does not tell its processor time");
  }

  private static void awaitRest() {
    for (int look = 0; look < LOOKS_FOR_REST; look++) {
      long before = processorNanos();
      long until = System.nanoTime() + REST_NANOS;
      await(() -> System.nanoTime() >= until);
      if (processorNanos() - before <= AT_REST) {
        return;
      }
    }
    throw new IllegalStateException("this process does not come to rest");
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    while (!condition.holds()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
