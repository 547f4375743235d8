package dev.tocsin.bench;

/** A way of logging whose latency is measured. */
enum LatencyForm {
  /** No audit log: see {@link FlushedFile}. */
  PLAIN_FILE("plain file", "", false, false, true, 4_000),
  ALONE("alone", "", false, false, true, 4_000),
  ROLLING("rolling", "", true, false, true, 4_000),
  ROLLING_G1("rolling, G1", "", true, false, false, 4_000),
  BUSY_DISK("busy disk", "", true, true, true, 4_000),
  ALWAYS("fsync=always", "fsync=\"always\"", true, false, true, 500);

  private final String title;
  private final String attributes;
  private final boolean everything;
  private final boolean busyDisk;
  private final boolean zgc;
  private final int rate;

  /**
   * A form.
   *
   * @param attributes of {@code SecurityAudit}
   * @param everything whether it rolls, compresses, deletes, evaluates rules and has a bridge
   * @param busyDisk whether others keep the disk busy
   * @param zgc whether that is the collector; otherwise it is G1
   * @param rate calls a second
   */
  LatencyForm(
      String title,
      String attributes,
      boolean everything,
      boolean busyDisk,
      boolean zgc,
      int rate) {
    this.title = title;
    this.attributes = attributes;
    this.everything = everything;
    this.busyDisk = busyDisk;
    this.zgc = zgc;
    this.rate = rate;
  }

  /** For people, with the number of threads. */
  String title(int threads) {
    return title + ", " + threads + (threads == 1 ? " thread" : " threads");
  }

  String attributes() {
    return attributes;
  }

  boolean hasEverything() {
    return everything;
  }

  boolean hasBusyDisk() {
    return busyDisk;
  }

  /** The option of the JVM. */
  String collector() {
    return zgc ? "-XX:+UseZGC" : "-XX:+UseG1GC";
  }

  /** Calls a second, of all threads together. */
  int rate() {
    return rate;
  }
}
