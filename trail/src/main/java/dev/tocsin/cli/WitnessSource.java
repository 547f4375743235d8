package dev.tocsin.cli;

import dev.tocsin.journal.WitnessCopy;
import dev.tocsin.text.SafeText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --witness} names, a file or Loki, as a small file of checkpoint lines that is gone
 * when this is closed: the one may have gigabytes, or be a pipe, and is read once only.
 */
final class WitnessSource implements Closeable {
  private static final Duration USUAL_AGE = Duration.ofDays(30);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int PAGE_LIMIT = 5_000;

  private final Path folder;
  private final Path lines;
  private final Path page;

  private WitnessSource(Path folder) {
    this.folder = folder;
    this.lines = folder.resolve("checkpoints.ndjson");
    this.page = folder.resolve("page.json");
  }

  /**
   * What is to be read.
   *
   * @param place a file, or the address of Loki
   * @param from the beginning of what Loki is asked for; null for the usual time
   * @param headers a file of headers for Loki, or null
   * @param journals ids of those that matter; empty for all
   */
  record Request(
      String place, @Nullable String from, @Nullable Path headers, Set<String> journals) {
    boolean isAddress() {
      return place.matches("(?i)https?:.*");
    }

    /** Whether it is written as an address, and not as one of Loki. */
    boolean isOtherAddress() {
      return !isAddress() && place.matches("(?i)[a-z][a-z0-9+.-]*://.*");
    }
  }

  /**
   * Reads it.
   *
   * @throws CliException with code 2 or 3, also if there is no checkpoint in it
   * @throws IOException one line, if it is damaged
   */
  static WitnessSource read(Request request, Clock clock) throws IOException {
    WitnessSource source = new WitnessSource(newFolder());
    try {
      source.folder.toFile().deleteOnExit();
      source.lines.toFile().deleteOnExit();
      source.page.toFile().deleteOnExit();
      try (WitnessCopy copy = new WitnessCopy(source.lines, request.journals())) {
        if (request.isAddress()) {
          source.ask(request, clock.instant(), copy);
        } else {
          copyFile(request, copy);
        }
      }
      return source;
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("tocsin-witness");
    } catch (IOException e) {
      throw CliException.data(
          System.getProperty("java.io.tmpdir")
              + ": checkpoints can't be put there for a while: name another folder, as in"
              + " TOCSIN_JAVA_OPTS=-Djava.io.tmpdir=DIR",
          e);
    }
  }

  private static void copyFile(Request request, WitnessCopy copy) throws IOException {
    if (request.isOtherAddress()) {
      throw CliException.usage(
          "--witness "
              + SafeText.quoted(request.place())
              + ": use a file, or Loki's address with http or https, as http://127.0.0.1:3100");
    }
    if (request.from() != null || request.headers() != null) {
      throw CliException.usage(
          "--witness "
              + SafeText.quoted(request.place())
              + ": a file is read whole: leave "
              + (request.from() != null ? "--witness-from" : "--witness-header-file")
              + " out, or name Loki's address");
    }
    Path file = Path.of(request.place());
    if (!Files.isReadable(file)) {
      throw CliException.data(file + ": can't be read: name what a witness has kept", null);
    }
    WitnessCopy.Part whole = copy.add(Files.newInputStream(file), file.toString());
    if (whole.checkpoints() == 0) {
      throw CliException.data(
          file
              + ": holds no checkpoint: name the file that checkpoint lines, or log records named"
              + " tocsin.checkpoint, are kept in",
          null);
    }
    requireAny(request, copy);
  }

  private void ask(Request request, Instant now, WitnessCopy copy) throws IOException {
    Instant from =
        request.from() == null
            ? now.minus(USUAL_AGE)
            : TimeArgument.parse("--witness-from", request.from(), now);
    List<HeaderFile.Header> headers =
        request.headers() == null ? List.of() : HeaderFile.read(request.headers());
    Files.createFile(page);
    new LokiCheckpoints(request.place(), headers, request.journals(), PAGE_LIMIT, TIMEOUT)
        .copyTo(copy, from, now, page);
    if (copy.checkpoints() == 0) {
      throw CliException.data(
          request.place()
              + ": has no checkpoint"
              + (request.journals().isEmpty() ? "" : " of the journals that --journal names")
              + " since "
              + from
              + ": begin earlier with --witness-from, or see that the collector sends them with"
              + " their name as event_name",
          null);
    }
  }

  private static void requireAny(Request request, WitnessCopy copy) {
    if (copy.checkpoints() == 0) {
      throw CliException.data(
          request.place()
              + ": holds checkpoints of other journals only: see that --journal names the right"
              + " one, or name what has seen it",
          null);
    }
  }

  /** The checkpoint lines. */
  Path lines() {
    return lines;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(page);
      Files.deleteIfExists(lines);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // The end of the process tries again.
    }
  }
}
