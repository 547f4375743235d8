package dev.tocsin.servlet;

import dev.tocsin.inspect.Upload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The uploaded files of one request that something was found about. Thread-safe. */
final class SeenUploads {
  /** As many are told of, each with an event; the last one tells how many more there were. */
  static final int MOST = 10;

  private final List<Seen> seen = new ArrayList<>();
  private boolean begun;
  private int more;

  /**
   * One of them.
   *
   * @param name as it was sent
   * @param contentType as it was sent
   */
  record Seen(String name, @Nullable String contentType, Upload upload) {}

  /** True for the first who asks: files are looked at once. */
  synchronized boolean begin() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  synchronized void add(String name, @Nullable String contentType, Upload upload) {
    if (upload.findings().isEmpty()) {
      return;
    }
    if (seen.size() < MOST) {
      seen.add(new Seen(name, contentType, upload));
    } else {
      more++;
    }
  }

  synchronized List<Seen> all() {
    return List.copyOf(seen);
  }

  /** Files with findings beyond those of {@link #all}. */
  synchronized int more() {
    return more;
  }
}
