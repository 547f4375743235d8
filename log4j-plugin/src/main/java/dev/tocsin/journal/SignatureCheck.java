package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.keys.VerifyKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signatures of one journal's checkpoints and seals, in their order. Not thread-safe.
 */
final class SignatureCheck {
  private static final byte[] OPEN = ",\"signature\":\"".getBytes(US_ASCII);

  private final VerifierKeys keys;
  private final Consumer<Finding> findings;
  private int place = -1;
  private long signedSeq;
  private boolean unsignedTold;

  SignatureCheck(VerifierKeys keys, Consumer<Finding> findings) {
    this.keys = keys;
    this.findings = findings;
  }

  /** The last event that a signature vouches for; 0 without one. */
  long signedSeq() {
    return signedSeq;
  }

  /**
   * Judges a checkpoint or seal whose tag is right.
   *
   * @param line the line, LF excluded
   * @param chained lines before it
   * @param lastSeq number of the event before it
   */
  void judge(
      Path file, RecordLine record, byte[] line, int offset, int length, long chained, long lastSeq)
      throws JournalException {
    if (!keys.demandSignatures()) {
      return;
    }
    if (!record.has("signature")) {
      if (!(keys.isUnsignedFirst() && place < 0) && !unsignedTold) {
        unsignedTold = true;
        tell(Finding.Kind.UNSIGNED, file, chained, record.kind() + " line: is not signed");
      }
      return;
    }
    unsignedTold = false;
    byte[] signature = signature(line, offset, length);
    if (signature == null) {
      tell(
          Finding.Kind.BAD_SIGNATURE,
          file,
          chained,
          record.kind() + " line: its signature has not the form of one");
      return;
    }
    int signed = length - (Chain.TAIL_BYTES - 1) - 1 - Vouching.SIGNATURE_CHARS - OPEN.length;
    byte[] message = Vouching.message(line, offset, signed);
    List<VerifyKey> ring = keys.publicKeys();
    for (int i = Math.max(place, 0); i < ring.size(); i++) {
      if (ring.get(i).verifies(message, signature)) {
        place = i;
        signedSeq = lastSeq;
        return;
      }
    }
    boolean retired =
        ring.stream().limit(Math.max(place, 0)).anyMatch(key -> key.verifies(message, signature));
    tell(
        retired ? Finding.Kind.WRONG_KEY : Finding.Kind.BAD_SIGNATURE,
        file,
        chained,
        record.kind()
            + (retired
                ? " line: is signed with a key that was followed by another one before"
                : " line: its signature is that of none of the keys given"));
  }

  /** The newest key must be the last one that signed. */
  void judgeEnd(Path file, long lines) {
    List<VerifyKey> ring = keys.publicKeys();
    if (ring.isEmpty() || place == ring.size() - 1) {
      return;
    }
    VerifyKey newest = ring.get(ring.size() - 1);
    if (place >= 0) {
      tell(
          Finding.Kind.WRONG_KEY,
          file,
          lines,
          "the last signature is that of "
              + ring.get(place)
              + ", and the newest key given is "
              + newest);
    } else if (!unsignedTold) {
      tell(Finding.Kind.UNSIGNED, file, lines, "nothing in the journal is signed with " + newest);
    }
  }

  /** The signature, if it stands where it must and in its one spelling. */
  private static byte @Nullable [] signature(byte[] line, int offset, int length) {
    int close = offset + length - (Chain.TAIL_BYTES - 1) - 1;
    int text = close - Vouching.SIGNATURE_CHARS;
    int open = text - OPEN.length;
    if (open <= offset
        || line[close] != '"'
        || !Arrays.equals(line, open, text, OPEN, 0, OPEN.length)) {
      return null;
    }
    String base64 = new String(line, text, Vouching.SIGNATURE_CHARS, US_ASCII);
    try {
      byte[] signature = Base64.getUrlDecoder().decode(base64);
      return Vouching.text(signature).equals(base64) ? signature : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void tell(Finding.Kind kind, Path file, long line, String message) {
    findings.accept(new Finding(kind, file, line, -1, message));
  }
}
