package dev.tocsin.servlet;

import dev.tocsin.audit.AuditHealth;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a journal takes on the disk, as it was seen last. A file system may hang; so who asks gets
 * what is known and waits for nothing, and a thread of its own looks for those who ask later. There
 * is never more than one. Thread-safe.
 */
final class DiskLook {
  private final AuditHealth journal;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile @Nullable Seen last;

  /** As in {@link AuditHealth}; -1 where it can't be told. */
  record Seen(long segments, long bytes, long freeBytes) {}

  DiskLook(AuditHealth journal) {
    this.journal = journal;
  }

  /** What the last look saw, null before the first; has the next one begin. */
  @Nullable Seen last() {
    if (looking.compareAndSet(false, true)) {
      Thread thread = new Thread(this::look, "tocsin-metrics-disk");
      thread.setDaemon(true);
      thread.start();
    }
    return last;
  }

  private void look() {
    try {
      last = new Seen(journal.getSegments(), journal.getBytes(), journal.getFreeBytes());
    } finally {
      looking.set(false);
    }
  }
}
