package dev.tocsin.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
  private final Set<Finding> contradictions = new LinkedHashSet<>();

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
   * Reads what was kept, in any form that {@link WitnessReader} knows.
   *
   * @throws JournalException one line that names the file, if it is damaged or can't be read, or if
   *     there is no checkpoint in it
   */
  void read(Path file) throws JournalException {
    InputStream kept;
    try {
      kept = Files.newInputStream(file);
    } catch (IOException e) {
      throw new JournalException(
          file + ": can't be read (" + Reason.of(e) + "); name what a witness has kept", e);
    }
    if (WitnessReader.read(kept, file.toString(), this::add).checkpoints() == 0) {
      throw new JournalException(
          file
              + ": holds no checkpoint; name the file that checkpoint lines, or log records named "
              + WitnessReader.EVENT_NAME
              + ", are kept in");
    }
  }

  private void add(String journal, Seen seen) {
    Seen before =
        journals.computeIfAbsent(journal, id -> new TreeMap<>()).putIfAbsent(seen.line(), seen);
    if (before != null && !before.head().equals(seen.head())) {
      contradictions.add(
          new Finding(
              Finding.Kind.FORK,
              null,
              seen.line(),
              -1,
              "a witness has seen two journals " + journal + " that differ here"));
    }
  }

  /** Where witnesses have seen a journal in two forms. */
  List<Finding> contradictions() {
    return List.copyOf(contradictions);
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
