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
 * A burst of events that waits in the journal, and how fast the bridge brings it to a receiver on
 * loopback: by the clock, and by what all threads of this process had of the processors meanwhile,
 * the receiver's included.
 */
final class OutboxProgram {
  private static final int BURST = 300_000;
  private static final int WARM_UP = 100_000;
  private static final double BOUND = 50_000;
  private static final long LOOK_NANOS = 1_000_000;

  private OutboxProgram() {}

  static List<Figure> run() throws IOException {
    Folder folder = new Folder();
    try (NullReceiver receiver = new NullReceiver()) {
      String plain = receiver.element("compression=\"none\"");
      measure("warm-up", folder.make(), receiver.element(), WARM_UP);
      List<Figure> figures = new ArrayList<>();
      figures.addAll(measure("outbox", folder.make(), receiver.element(), BURST));
      figures.addAll(measure("outbox, compression=none", folder.make(), plain, BURST));
      figures.forEach(each -> System.out.println(each.text()));
      return figures;
    } finally {
      folder.delete();
    }
  }

  private static List<Figure> measure(String name, Path logs, String bridge, int burst)
      throws IOException {
    String without = "<Rules enabled=\"false\"/>";
    try (AuditLog log = AuditLog.open(logs, "fsync=\"no\"", without)) {
      Traffic traffic = new Traffic(log.logger(), 0);
      for (int i = 0; i < burst; i++) {
        traffic.call();
      }
    }
    try (AuditLog log = AuditLog.open(logs, "", without + bridge)) {
      AuditHealth health = log.health();
      // It has looked what there is, and has sent a little.
      await(() -> health.getUnsentEvents() > 0);
      long first = health.getUnsentEvents();
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

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    while (!condition.holds()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
