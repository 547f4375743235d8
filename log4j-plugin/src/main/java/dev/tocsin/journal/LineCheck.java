package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a line by itself, whatever stands before it: a chain that is right does not
 * make a right line of it, as who forges one can chain anything. Not thread-safe.
 */
final class LineCheck {
  private static final byte[] SEQ = ",\"seq\":".getBytes(US_ASCII);

  private final LineForm form = new LineForm();

  /**
   * A fault.
   *
   * @param kind what it is told as
   */
  record Fault(Finding.Kind kind, String message) {}

  /** The fault of a line, LF excluded; null if it has none. */
  @Nullable Fault faultOf(byte[] line, int offset, int length) {
    String wrong = form.check(line, offset, length);
    if (wrong != null) {
      return new Fault(Finding.Kind.CHANGED_LINE, wrong);
    }
    if (form.isEvent() && form.isRecord()) {
      return new Fault(Finding.Kind.CONTRADICTION, "a line that is both an event and a record");
    }
    if (form.isEvent() && !endsWithSeq(line, offset, length)) {
      return new Fault(Finding.Kind.CONTRADICTION, "an event that does not end with its number");
    }
    return null;
  }

  /** Whether a number, written as numbers are, is all that stands between its name and the tag. */
  private static boolean endsWithSeq(byte[] line, int offset, int length) {
    int end = offset + length - (Chain.TAIL_BYTES - 1);
    int at = end;
    while (at > offset && line[at - 1] >= '0' && line[at - 1] <= '9') {
      at--;
    }
    int name = at - SEQ.length;
    return at < end
        && line[at] != '0'
        && name > offset
        && Arrays.equals(line, name, at, SEQ, 0, SEQ.length);
  }
}
