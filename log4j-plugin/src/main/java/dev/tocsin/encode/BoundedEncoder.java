package dev.tocsin.encode;

import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import java.util.Arrays;

/**
 * Writes an event as one JSON object that is never larger than its limit: an event that does not
 * fit is tried again with shorter texts and fewer entries. Immutable and thread-safe.
 */
abstract class BoundedEncoder implements EventEncoder {
  /** Of the last attempt, which fits within the smallest limit there is. */
  private static final Bounds SMALLEST = new Bounds(16, 32, 4, 1, false, false);

  private final int maxBytes;
  private final Bounds[] attempts;

  /**
   * Within {@link Limits#maxEventBytes()}, the line feed not counted.
   *
   * @param limits also of each text and list
   */
  BoundedEncoder(Limits limits) {
    this.maxBytes = limits.maxEventBytes() - 1;
    Bounds[] usual = Bounds.attempts(limits);
    this.attempts = Arrays.copyOf(usual, usual.length + 1);
    this.attempts[usual.length] = SMALLEST;
  }

  @Override
  public final void encode(EventView event, ByteSink sink) {
    int start = sink.length();
    int end = start + maxBytes - 1;
    long wholeSize = attempt(event, sink, end, attempts[0], 0);
    for (int next = 1; sink.length() > end && next < attempts.length; next++) {
      sink.truncate(start);
      attempt(event, sink, end, attempts[next], wholeSize);
    }
    sink.put('}');
  }

  /**
   * Writes all members with these bounds.
   *
   * @param end the length of the sink up to which the event fits
   * @param knownSize the whole size as an earlier attempt found it, 0 on the first
   * @return bytes of the whole object
   */
  private long attempt(EventView event, ByteSink sink, int end, Bounds bounds, long knownSize) {
    int start = sink.length();
    sink.countLeftOut(event.omittedBytes());
    write(event, sink, end, bounds);
    long omitted = sink.leftOut();
    long size = sink.length() - start + 1 + omitted;
    boolean cut = omitted > 0 || knownSize > 0 || event.originalSize() > 0;
    finish(event, sink, cut ? Math.max(event.originalSize(), Math.max(knownSize, size)) : 0);
    sink.array()[start] = '{';
    return size;
  }

  /**
   * Writes members, each with a comma before it.
   *
   * @param end the length of the sink beyond which the attempt has failed
   */
  abstract void write(EventView event, ByteSink sink, int end, Bounds bounds);

  /**
   * Writes what is only known in the end.
   *
   * @param originalSize bytes that the object would have had without cuts; 0 if nothing was cut
   */
  abstract void finish(EventView event, ByteSink sink, long originalSize);
}
