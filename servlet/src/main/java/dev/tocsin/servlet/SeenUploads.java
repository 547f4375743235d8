package dev.tocsin.servlet;

import dev.tocsin.inspect.Confidence;
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
  private boolean unread;
  private int more;

  /**
   * One of them.
   *
   * @param name as it was sent
   * @param contentType as it was sent
   * @param findings at least one
   */
  record Seen(
      String name,
      @Nullable String contentType,
      List<Upload.Finding> findings,
      Confidence confidence) {}

  /** True for the first who asks: files are looked at once. */
  synchronized boolean begin() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  synchronized void add(String name, @Nullable String contentType, Upload upload) {
    Confidence confidence = upload.confidence();
    if (confidence == null) {
      return;
    }
    if (seen.size() < MOST) {
      seen.add(new Seen(name, contentType, upload.findings(), confidence));
    } else {
      more++;
    }
  }

  /** Notes that not all of a file could be looked at. */
  synchronized void unread() {
    unread = true;
  }

  synchronized boolean isPartly() {
    return unread;
  }

  synchronized List<Seen> all() {
    return List.copyOf(seen);
  }

  /** Files with findings beyond those of {@link #all}. */
  synchronized int more() {
    return more;
  }
}
