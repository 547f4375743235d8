package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside has seen of the journals: checkpoint lines, each with the time that it
 * says, or that the witness noted by a clock of its own. Not thread-safe.
 */
final class Witness {
  private final Map<String, NavigableMap<Long, Seen>> journals = new HashMap<>();
  private final List<Finding> contradictions = new ArrayList<>();

  /**
   * A checkpoint that was seen.
   *
   * @param line lines before it
   * @param lastSeq number of the event before it
   * @param head the chain's hash before it, 64 hexadecimal digits
   * @param time when it was seen
   */
  record Seen(long line, long lastSeq, String head, Instant time) {}

  /**
   * Reads lines that were kept, each a checkpoint or one within {@code
   * {"witnessed_at":TIME,"line":TEXT}}. Lines of other kinds are passed over.
   *
   * @throws JournalException if a line can't be read
   */
  void read(Path ndjson) throws IOException {
    try (LineSource lines = new LineSource(Files.newInputStream(ndjson), 0)) {
      long number = 0;
      while (lines.next()) {
        number++;
        try {
          add(ndjson, RecordLine.parse(lines.buffer(), lines.start(), lines.length()));
        } catch (JournalException e) {
          throw new JournalException(
              ndjson + ": line " + number + ": " + e.getMessage() + "; keep checkpoint lines in it",
              e);
        }
      }
    }
  }

  private void add(Path file, RecordLine record) throws JournalException {
    if (record.has("witnessed_at")) {
      byte[] line = record.text("line").getBytes(UTF_8);
      add(file, RecordLine.parse(line, 0, line.length), record.time("witnessed_at"));
    } else {
      add(file, record, null);
    }
  }

  private void add(Path file, RecordLine record, @Nullable Instant witnessedAt)
      throws JournalException {
    if (!record.kind().equals("checkpoint")) {
      return;
    }
    Seen seen =
        new Seen(
            record.number("line"),
            record.number("last_seq"),
            record.text("head"),
            witnessedAt == null ? record.time("time") : witnessedAt);
    Seen before =
        journals
            .computeIfAbsent(record.text("journal"), id -> new TreeMap<>())
            .putIfAbsent(seen.line(), seen);
    if (before != null && !before.head().equals(seen.head())) {
      contradictions.add(
          new Finding(
              Finding.Kind.FORK,
              file,
              seen.line(),
              -1,
              "a witness has seen two journals " + record.text("journal") + " that differ here"));
    }
  }

  /** Where witnesses have seen a journal in two forms. */
  List<Finding> contradictions() {
    return contradictions;
  }

  /** The journals that were seen. */
  Set<String> journals() {
    return journals.keySet();
  }

  /** The chain's hash after so many lines, as it was seen; a copy. */
  Map<Long, String> heads(String journal) {
    Map<Long, String> heads = new HashMap<>();
    of(journal).forEach((line, seen) -> heads.put(line, seen.head()));
    return heads;
  }

  /** The last checkpoint seen of a journal, or null. */
  @Nullable Seen newest(String journal) {
    NavigableMap<Long, Seen> seen = of(journal);
    return seen.isEmpty() ? null : seen.lastEntry().getValue();
  }

  /** When the journal was last seen to end before that event, or null if it never was. */
  @Nullable Instant timeBefore(String journal, long seq) {
    Instant last = null;
    for (Seen seen : of(journal).values()) {
      if (seen.lastSeq() < seq) {
        last = seen.time();
      }
    }
    return last;
  }

  /** When the journal was first seen to have a line after so many lines, or null if never. */
  @Nullable Instant timeAfter(String journal, long line) {
    Map.Entry<Long, Seen> entry = of(journal).higherEntry(line);
    return entry == null ? null : entry.getValue().time();
  }

  private NavigableMap<Long, Seen> of(String journal) {
    return journals.getOrDefault(journal, new TreeMap<>());
  }
}
