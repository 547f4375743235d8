package dev.tocsin.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of one journal in a folder: its segments, the active one included.
 *
 * @param journal the journal's id, as {@link Journal#id()} gives it
 * @param segments the oldest first; at least one
 */
public record StoredJournal(String journal, List<Path> segments) {
  /** The list is copied. */
  public StoredJournal {
    segments = List.copyOf(segments);
  }

  /**
   * Those of each journal of a folder, by the first lines of the files.
   *
   * @throws IOException if the folder or a file in it can't be read
   */
  public static List<StoredJournal> in(Path folder) throws IOException {
    Map<String, List<Path>> found = new LinkedHashMap<>();
    for (SegmentFile file : SegmentFile.list(folder)) {
      found.computeIfAbsent(file.header().journal(), id -> new ArrayList<>()).add(file.path());
    }
    return found.entrySet().stream()
        .map(each -> new StoredJournal(each.getKey(), each.getValue()))
        .toList();
  }

  /**
   * Bytes that they have together, compressed ones as they are.
   *
   * @throws IOException if one of them can't be looked at
   */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path segment : segments) {
      try {
        bytes += Files.size(segment);
      } catch (NoSuchFileException e) {
        // Deleted, or compressed under another name, since the listing.
        bytes += 0;
      }
    }
    return bytes;
  }
}
