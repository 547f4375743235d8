package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.files.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The running hash over a journal's lines: h(0) = SHA-256("tocsin-journal-v1" 0x00 journal), h(n) =
 * SHA-256(h(n-1) B(n)), where B(n) is a line up to its tag. Mutable and not thread-safe.
 */
final class Chain {
  static final int HASH_BYTES = 32;

  /** Bytes of a line that are not hashed: {@code ,"tag":"}, the tag, {@code "}} and LF. */
  static final int TAIL_BYTES = 8 + Tagger.CHARS + 3;

  private static final byte[] DOMAIN = "tocsin-journal-v1\0".getBytes(US_ASCII);
  private static final byte[] TAG_OPEN = ",\"tag\":\"".getBytes(US_ASCII);

  private final MessageDigest sha = Sha256.digest();
  private final byte[] head;
  private Tagger tagger;
  private long lines;

  private Chain(Tagger tagger, byte[] head, long lines) {
    this.tagger = tagger;
    this.head = head;
    this.lines = lines;
  }

  /** The chain of a journal that has no line yet. */
  static Chain start(String journalId, Tagger tagger) {
    MessageDigest sha = Sha256.digest();
    sha.update(DOMAIN);
    return new Chain(tagger, sha.digest(Hex.parse(journalId, 16)), 0);
  }

  /**
   * The chain after {@code lines} lines.
   *
   * @param head h(lines), 32 bytes; copied
   */
  static Chain resume(byte[] head, long lines, Tagger tagger) {
    return new Chain(tagger, head.clone(), lines);
  }

  Chain copy() {
    return new Chain(tagger, head.clone(), lines);
  }

  /** Takes over the state of another chain of the same journal. */
  void reset(Chain other) {
    System.arraycopy(other.head, 0, head, 0, HASH_BYTES);
    lines = other.lines;
    tagger = other.tagger;
  }

  /** From the next line on, tags are under the key of the next epoch. */
  void moveOn() {
    tagger = tagger.next();
  }

  /** From the next line on, tags are that tagger's. */
  void moveOn(Tagger next) {
    tagger = next;
  }

  /** Lines chained so far. */
  long lines() {
    return lines;
  }

  /** A copy of h(lines). */
  byte[] head() {
    return head.clone();
  }

  String headHex() {
    return Hex.of(head);
  }

  Tagger tagger() {
    return tagger;
  }

  /** Begins a line whose body comes in pieces. */
  void begin() {
    sha.reset();
    sha.update(head);
  }

  void update(byte[] bytes, int offset, int length) {
    sha.update(bytes, offset, length);
  }

  /** Ends the line begun and writes its last {@link #TAIL_BYTES} bytes. */
  void end(byte[] tail, int at) {
    advance();
    System.arraycopy(TAG_OPEN, 0, tail, at, TAG_OPEN.length);
    tagger.write(head, tail, at + TAG_OPEN.length);
    int out = at + TAG_OPEN.length + Tagger.CHARS;
    tail[out] = '"';
    tail[out + 1] = '}';
    tail[out + 2] = '\n';
  }

  /**
   * Takes a whole line as it stands in a file, LF excluded, and looks at no tag: {@link TagWalk}
   * does.
   *
   * @return where the characters of its tag begin, or -1 if the line does not end as a line with a
   *     tag does; the chain has moved on either way, over the bytes that are there
   */
  int take(byte[] line, int offset, int length) {
    int body = length - (TAIL_BYTES - 1);
    begin();
    if (body < 0) {
      update(line, offset, length);
      advance();
      return -1;
    }
    update(line, offset, body);
    advance();
    int open = offset + body;
    int tag = open + TAG_OPEN.length;
    int close = tag + Tagger.CHARS;
    return Arrays.equals(TAG_OPEN, 0, TAG_OPEN.length, line, open, tag)
            && line[close] == '"'
            && line[close + 1] == '}'
        ? tag
        : -1;
  }

  /** Whether the characters that begin there are the tag of the line taken last, under this key. */
  boolean isTag(Tagger key, byte[] line, int at) {
    return key.matches(head, line, at);
  }

  private void advance() {
    try {
      sha.digest(head, 0, HASH_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    lines++;
  }
}
