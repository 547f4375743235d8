package dev.tocsin.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds of what a machine has only so much of. */
final class Vitals {
  private Vitals() {}

  /** Bytes of the heap that are in use just after a garbage collection, which this makes. */
  static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(
            pool -> {
              MemoryUsage after = pool.getCollectionUsage();
              return after == null ? 0 : after.getUsed();
            })
        .sum();
  }

  /** Files and sockets that are open. */
  static long openFiles() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return unix.getOpenFileDescriptorCount();
    }
    throw new IllegalStateException("open files can be counted on Unix only");
  }

  static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** Bytes of buffers outside of the heap. */
  static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** Bytes of memory that the whole process has, as Linux counts them. */
  static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024;
      }
    }
    throw new IOException(status + ": no VmRSS");
  }
}
