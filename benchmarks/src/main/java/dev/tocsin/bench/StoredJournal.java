package dev.tocsin.bench;

import dev.tocsin.audit.AuditHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A journal on the disk whose files, but for the last one, are compressed: something to read. */
final class StoredJournal {
  private static final long LOOK_NANOS = 50_000_000;

  private StoredJournal() {}

  /** Writes that many events to a journal in a folder of its own. */
  static Path write(Folder folder, int events) throws IOException {
    Path logs = folder.make();
    try (AuditLog log = AuditLog.open(logs, "fsync=\"no\"", "<Rules enabled=\"false\"/>")) {
      Traffic traffic = new Traffic(log.logger(), 0);
      for (int i = 0; i < events; i++) {
        traffic.call();
      }
      while (plainFiles(logs) > 1) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      AuditHealth health = log.health();
      if (health.getRecorded() < events) {
        throw new IOException(
            logs + ": has " + health.getRecorded() + " events, not " + events + ": is it full?");
      }
    }
    return logs;
  }

  private static long plainFiles(Path logs) throws IOException {
    try (Stream<Path> found = Files.list(logs)) {
      return found.filter(file -> file.toString().endsWith(".log")).count();
    }
  }
}
