package dev.tocsin.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Finds names for sealed segments. It remembers where it was, so that a roll takes as long with
 * thousands of files in the folder as with one: callers wait for it. Guarded by the {@link Lead}.
 */
final class FreeNames {
  private String first = "";
  private int last = 1;

  /**
   * Gives a file such a name. Where another journal with the same pattern is quicker, it is the
   * next one.
   *
   * @return the name it has now
   */
  Path give(Path source, JournalConfig config, Instant began) throws IOException {
    Path name = next(config, began);
    while (!NewName.give(source, name, SegmentFile.compressedName(name))) {
      last++;
      name = next(config, began);
    }
    return name;
  }

  /**
   * A name that no file has, plain or compressed. Indexes count up as long as the names are those
   * of one day, or of whatever period the pattern has; what retention deletes leaves a gap.
   *
   * @param began when the segment began
   */
  Path next(JournalConfig config, Instant began) {
    SegmentNaming naming = config.naming();
    String firstNow = naming.name(began, 1);
    int index = firstNow.equals(first) ? last : 1;
    Path name = config.file().resolveSibling(naming.name(began, index));
    while (isTaken(name)) {
      index++;
      name = config.file().resolveSibling(naming.name(began, index));
    }
    first = firstNow;
    // Not the one after it: a roll that fails leaves the name free, and is tried again.
    last = index;
    return name;
  }

  private static boolean isTaken(Path name) {
    return Files.exists(name, LinkOption.NOFOLLOW_LINKS)
        || Files.exists(SegmentFile.compressedName(name), LinkOption.NOFOLLOW_LINKS);
  }
}
