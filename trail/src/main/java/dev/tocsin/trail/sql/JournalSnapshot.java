package dev.tocsin.trail.sql;

import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalFiles.Segment;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.trail.AuditTrail;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which files the journals of some folders have at one moment, and who reads them. Compressed ones
 * never change, so DuckDB does. The plain ones at the end of a journal are what a writer appends
 * to, renames and compresses: our own reader, which follows that, puts them into a table, as long
 * as they are small. Larger ones are left to DuckDB, and {@link #changed} tells afterwards whether
 * they stayed what they were. Not thread-safe.
 */
final class JournalSnapshot {
  /** Bytes of plain files at the end of each journal that are put into a table. */
  static final long RECENT_BYTES = 16L << 20;

  private static final Pattern GLOB = Pattern.compile("[*?\\[\\]{}]");

  /** By the name that DuckDB knows the file by. */
  private final Map<String, Place> files = new LinkedHashMap<>();

  private final List<Place> own = new ArrayList<>();
  private final List<Place> broken = new ArrayList<>();

  /**
   * A segment.
   *
   * @param key of its file at this moment, if the file system has one
   */
  private record Place(
      Path folder, String journal, Segment segment, Optional<Object> key, boolean plain) {}

  private final long recentBytes;

  private JournalSnapshot(long recentBytes) {
    this.recentBytes = recentBytes;
  }

  /**
   * Looks.
   *
   * @param unreadable names of files that DuckDB could not read: our own reader reads them, as far
   *     as that goes
   * @param recentBytes of plain files at the end of each journal that are put into a table
   */
  static JournalSnapshot of(
      List<Path> folders, Set<String> unreadable, long recentBytes, AuditTrail.Damage damage)
      throws IOException {
    JournalSnapshot snapshot = new JournalSnapshot(recentBytes);
    for (Path folder : folders) {
      // The real path, as DuckDB compares real paths.
      Path real = folder.toRealPath();
      tellUnreadable(real, damage);
      snapshot.look(real, unreadable);
    }
    return snapshot;
  }

  /** Files that may not or can't be read are passed over by who lists segments. */
  private static void tellUnreadable(Path folder, AuditTrail.Damage damage) throws IOException {
    Map<Path, String> damaged = JournalFiles.damagedIn(folder);
    damaged.forEach((file, why) -> damage.leftOut(file + ": can't be read (" + why + ")"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{log,log.gz}")) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && !Files.isReadable(file)
            && !damaged.containsKey(file)) {
          damage.leftOut(file + ": may not be read by this user");
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void look(Path folder, Set<String> unreadable) throws IOException {
    for (Map.Entry<String, List<Segment>> journal : JournalFiles.segmentsIn(folder).entrySet()) {
      List<Segment> segments = journal.getValue();
      int first = firstRecent(segments);
      for (int i = 0; i < first; i++) {
        Segment segment = segments.get(i);
        String name = segment.file().toString();
        Place place = place(folder, journal.getKey(), segment);
        if (unreadable.contains(name)) {
          broken.add(place);
        } else if (GLOB.matcher(name).find()) {
          throw new TrailSqlException(
              TrailSqlException.Kind.DATA,
              name
                  + ": DuckDB takes * ? [ ] { } in a name for a pattern: rename the folder or file",
              null);
        } else {
          files.put(name, place);
        }
      }
      if (first < segments.size()) {
        own.add(place(folder, journal.getKey(), segments.get(first)));
      }
    }
  }

  /** Where the plain files at the end begin. */
  private int firstRecent(List<Segment> segments) {
    int first = segments.size();
    long bytes = 0;
    while (first > 0 && !isCompressed(segments.get(first - 1))) {
      bytes += segments.get(first - 1).bytes();
      if (bytes > recentBytes) {
        break;
      }
      first--;
    }
    return first;
  }

  private static boolean isCompressed(Segment segment) {
    return segment.file().toString().endsWith(".gz");
  }

  private static Place place(Path folder, String journal, Segment segment) throws IOException {
    return new Place(folder, journal, segment, keyOf(segment.file()), !isCompressed(segment));
  }

  private static Optional<Object> keyOf(Path file) throws IOException {
    try {
      return Optional.ofNullable(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The files that DuckDB reads, by their real paths. */
  List<String> files() {
    return List.copyOf(files.keySet());
  }

  /** The first of these files that a message names, or null. */
  @Nullable String named(String message) {
    return files.keySet().stream().filter(message::contains).findFirst().orElse(null);
  }

  /** Whether one of the files is still there, as the one it was. */
  boolean isThere(String name) throws IOException {
    Place place = Objects.requireNonNull(files.get(name));
    Optional<Object> now = keyOf(place.segment().file());
    return now.equals(place.key()) && Files.isRegularFile(place.segment().file());
  }

  /** Puts into a table what DuckDB does not read. */
  void load(RecentEvents table, LineCheck check) throws IOException, SQLException {
    for (Place place : broken) {
      List<JournalLine> lines = new ArrayList<>();
      check.segment(place.folder(), place.journal(), place.segment().number(), lines::add);
      for (JournalLine line : lines) {
        table.add(line);
      }
    }
    for (Place place : own) {
      long bytes = 0;
      try (JournalReader reader =
          JournalReader.openAt(place.folder(), place.journal(), place.segment().number())) {
        // A writer may be faster than we are: then it ends somewhere.
        for (JournalLine line = reader.next();
            line != null && bytes < 4 * recentBytes;
            line = reader.next()) {
          bytes += line.length();
          table.add(line);
        }
      }
    }
    table.end();
  }

  /** Tells the damaged lines of files that DuckDB found some in. */
  void tellDamage(Set<String> marked, LineCheck check) throws IOException {
    for (String name : marked) {
      Place place = files.get(name);
      if (place != null) {
        check.segment(place.folder(), place.journal(), place.segment().number(), check::isWhole);
      }
    }
  }

  /** A plain file that DuckDB read and that got another name meanwhile, or null. */
  @Nullable String changed() throws IOException {
    for (Map.Entry<String, Place> file : files.entrySet()) {
      if (file.getValue().plain() && !isThere(file.getKey())) {
        return file.getKey();
      }
    }
    return null;
  }
}
