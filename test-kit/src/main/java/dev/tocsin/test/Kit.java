package dev.tocsin.test;

import dev.tocsin.audit.AuditMessage;
import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Recording;
import dev.tocsin.audit.RecordingProbe;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one of this JVM: leads each event to the capture of the test that it belongs to, and to the
 * figures of the run. Static, as JUnit makes extensions and listeners anew, and the events of all
 * tests come one way. Thread-safe.
 */
final class Kit implements RecordingProbe {
  private static final Kit KIT = new Kit();

  private final Attribution attribution = new Attribution();
  private final CoverageTally coverage = new CoverageTally();
  private final AtomicInteger runs = new AtomicInteger();
  private final ThreadLocal<Way> ways = ThreadLocal.withInitial(Way::new);

  /** What a thread knows of the event that it records at this moment, and of the one before. */
  private static final class Way {
    Attribution.@Nullable Owners owners;
    private WeakReference<@Nullable Object> call = new WeakReference<>(null);
    private long number;
    private @Nullable Instant loggedAt;

    /** Whether another audit appender has had this call's event. */
    boolean isSecond(Recording recording) {
      long current = AuditRegistry.callNumber();
      boolean same =
          call.refersTo(recording.call())
              && (recording.call() instanceof AuditMessage
                  || (number == current && recording.loggedAt().equals(loggedAt)));
      call = new WeakReference<>(recording.call());
      number = current;
      loggedAt = recording.loggedAt();
      return same;
    }
  }

  private Kit() {}

  static Kit get() {
    return KIT;
  }

  Attribution attribution() {
    return attribution;
  }

  CoverageTally coverage() {
    return coverage;
  }

  /** A run of tests begins, maybe from inside a test of another one. */
  void runStarted() {
    if (runs.getAndIncrement() == 0) {
      AuditRegistry.install(this);
    }
  }

  void runFinished() {
    if (runs.decrementAndGet() == 0) {
      AuditRegistry.uninstall(this);
    }
  }

  boolean isRunning() {
    return runs.get() > 0;
  }

  @Override
  public void beforeWrite(Recording recording) throws IOException, TimeoutException {
    Attribution.Owners owners = attribution.ownersOf(recording);
    ways.get().owners = owners;
    AuditCapture owner = owners.owner();
    if (owner != null) {
      owner.disk().write(recording);
    }
  }

  @Override
  public void recorded(Recording recording) {
    Way way = ways.get();
    Attribution.Owners owners = way.owners;
    if (owners == null || way.isSecond(recording)) {
      return;
    }
    AuditCapture owner = owners.owner();
    coverage.count(recording.event(), owner == null ? null : owner.toString());
    if (owner != null) {
      owner.recorded(recording);
    }
    owners.candidates().forEach(each -> each.unclaimed(recording));
  }

  @Override
  public void notRecorded(Recording recording, String reason) {
    Way way = ways.get();
    Attribution.Owners owners = way.owners;
    if (owners != null && !way.isSecond(recording) && owners.owner() != null) {
      owners.owner().notRecorded(recording);
    }
  }
}
