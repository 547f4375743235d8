package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far somebody has got with a journal, kept in the file {@code <active file>.<consumer>.cursor}
 * beside it. It is replaced whole or not at all, and it is on the disk when {@link #moveTo}
 * returns. For one thread at a time.
 *
 * <p>A segment that a cursor has not passed outlives its retention, but not for ever: by age it
 * goes {@link #GRACE} later, and for size or number of events only when there is twice as much as
 * is allowed. Whoever no longer follows the journal takes the cursor's file away.
 */
public final class ConsumerCursor {
  /** How much longer than it would be a segment is kept that a cursor has not passed: 7 days. */
  public static final Duration GRACE = Duration.ofDays(7);

  private static final String SUFFIX = ".cursor";
  private static final String KIND = "cursor";

  /** What any reader of JSON takes exactly. A number beyond it would break the numbering. */
  private static final long MOST = 1L << 53;

  private final SideFile file;

  /**
   * A position.
   *
   * @param journal id of the journal
   * @param segment number of the segment that it is in, from 1
   * @param offset bytes of that segment, decompressed, that are done with
   * @param seq number of the last event that is done with; 0 before the first
   */
  public record Position(String journal, long segment, long offset, long seq) {
    /** Before the first event of a journal. */
    public static Position start(String journal) {
      return new Position(journal, 1, 0, 0);
    }
  }

  /**
   * The cursor of a consumer of that name.
   *
   * @param active the journal's active file, absolute
   */
  public ConsumerCursor(Path active, String consumer) {
    this.file = new SideFile(active, consumer + SUFFIX);
  }

  /** A cursor that was found. */
  public record Found(Path path, Position position) {}

  /** The cursors of a folder, of whatever journal; those that can't be read are passed over. */
  static List<Found> listIn(Path folder) throws IOException {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path path : files) {
        position(path).ifPresent(position -> found.add(new Found(path, position)));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static Optional<Position> position(Path path) {
    try {
      return new ConsumerCursor(new SideFile(path)).read();
    } catch (IOException e) {
      // It says nothing; who follows the journal by it begins anew, and tells.
      return Optional.empty();
    }
  }

  private ConsumerCursor(SideFile file) {
    this.file = file;
  }

  /** Where it is kept. */
  public Path path() {
    return file.path();
  }

  /**
   * Where it stands; empty if it was never moved.
   *
   * @throws JournalException one line, if the file is no cursor or was cut
   * @throws IOException if it can't be read
   */
  public Optional<Position> read() throws IOException {
    Optional<String> text = file.read();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    RecordLine record = RecordLine.parse(text.get().strip());
    if (!record.kind().equals(KIND)) {
      throw new JournalException("is no cursor");
    }
    long segment = record.number("segment");
    long offset = record.number("offset");
    long seq = record.number("seq");
    if (segment < 1 || offset < 0 || seq < 0) {
      throw new JournalException("holds a negative number");
    }
    if (Math.max(segment, Math.max(offset, seq)) > MOST) {
      throw new JournalException("holds a number that no journal comes to");
    }
    return Optional.of(new Position(Hex.of(record.bytes("journal", 16)), segment, offset, seq));
  }

  /**
   * Moves it.
   *
   * @throws IOException if that fails; it is then where it was
   */
  public void moveTo(Position position, Instant now) throws IOException {
    byte[] open =
        RecordLine.of(KIND)
            .with("journal", position.journal())
            .with("segment", position.segment())
            .with("offset", position.offset())
            .with("seq", position.seq())
            .with("time", now)
            .body();
    file.replace(new String(open, UTF_8) + "}\n");
  }
}
