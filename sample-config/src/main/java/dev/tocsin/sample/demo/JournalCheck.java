package dev.tocsin.sample.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.journal.JournalLine;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain of a journal without keys, line by line, and recomputes each tag from what the
 * file format says, with none of the writer's code: h(0) = SHA-256("tocsin-journal-v1" 0x00
 * journal), h(n) = SHA-256(h(n-1) and the line before its tag), and the tag is the first 16 bytes
 * of h(n). Numbers of events must have no gap. A sample: it shows how little it takes. Used by one
 * thread.
 */
final class JournalCheck {
  private static final JsonFactory JSON = new JsonFactory();

  /** {@code ,"tag":"}, 22 characters, <code>"}</code>. */
  private static final int TAIL_BYTES = 32;

  private static final int TAG_BYTES = 16;
  private static final int MAX_FINDINGS = 20;

  private final MessageDigest sha256 = sha256();
  private final Map<String, Chain> chains = new HashMap<>();
  private final List<String> findings = new ArrayList<>();
  private @Nullable Chain current;
  private long lines;

  /** Where one journal's chain has come to. */
  private static final class Chain {
    private byte[] head;
    private long lastSeq = -1;

    Chain(byte[] head) {
      this.head = head;
    }
  }

  /** Checks the next line; lines come in the journal's order. */
  void accept(JournalLine line) throws IOException {
    lines++;
    byte[] bytes = line.bytes();
    if (!line.isEvent()) {
      Map<String, String> members = textMembers(bytes);
      if ("segment".equals(members.get("record"))) {
        current = chainOf(line, members);
      }
    }
    Chain chain = current;
    if (chain == null) {
      find(line, "comes before any segment line");
      return;
    }
    if (bytes.length <= TAIL_BYTES) {
      find(line, "has no tag");
      return;
    }
    sha256.update(chain.head);
    sha256.update(bytes, 0, bytes.length - TAIL_BYTES);
    chain.head = sha256.digest();
    if (!Arrays.equals(
        tail(chain.head), Arrays.copyOfRange(bytes, bytes.length - TAIL_BYTES, bytes.length))) {
      find(line, "has a tag that is not the chain's");
    }
    if (line.isEvent()) {
      if (chain.lastSeq >= 0 && line.seq() != chain.lastSeq + 1) {
        find(line, "has seq " + line.seq() + " after " + chain.lastSeq);
      }
      chain.lastSeq = line.seq();
    }
  }

  /** Lines checked so far. */
  long lines() {
    return lines;
  }

  /** What is wrong, at most {@value #MAX_FINDINGS} of it; empty when nothing is. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  private Chain chainOf(JournalLine line, Map<String, String> segment) {
    String journal = segment.getOrDefault("journal", "");
    Chain known = chains.get(journal);
    String prev = segment.get("prev");
    if (known != null) {
      if (prev != null && !prev.equals(HexFormat.of().formatHex(known.head))) {
        find(line, "does not follow the segment before it");
      }
      return known;
    }
    // Older segments may have been deleted by retention: the chain then starts at what they left.
    Chain chain = new Chain(prev == null ? start(journal) : HexFormat.of().parseHex(prev));
    chains.put(journal, chain);
    return chain;
  }

  private byte[] start(String journal) {
    sha256.update("tocsin-journal-v1\0".getBytes(UTF_8));
    return sha256.digest(HexFormat.of().parseHex(journal));
  }

  private static byte[] tail(byte[] head) {
    byte[] tag = Arrays.copyOf(head, TAG_BYTES);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    return (",\"tag\":\"" + text + "\"}").getBytes(UTF_8);
  }

  private void find(JournalLine line, String what) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(line.file() + ": the line at byte " + line.offset() + " " + what);
    }
  }

  private static Map<String, String> textMembers(byte[] json) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          members.put(String.valueOf(parser.currentName()), parser.getText());
        }
      }
    }
    return members;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }
}
