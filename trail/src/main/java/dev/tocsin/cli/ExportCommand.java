package dev.tocsin.cli;

import dev.tocsin.encode.EventFormat;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.AuditTrail.Recorded;
import dev.tocsin.trail.EventQuery;
import dev.tocsin.trail.export.CsvEvents;
import dev.tocsin.trail.export.DuckDbTarget;
import dev.tocsin.trail.export.ExportTarget;
import dev.tocsin.trail.export.LineTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin export}: events in a file for another tool. */
@Command(
    name = "export",
    header = "Write events into a file for other tools.",
    customSynopsis = {
      "tocsin export [--dir DIR]... --to TARGET --out FILE [--force]",
      "       [--from TIME] [--until TIME] [--type TYPE]... [--severity SEVERITY]...",
      "       [--user USER] [--ip ADDRESS] [--success BOOLEAN] [--correlation ID]",
      "       [--parent ID] [--target TEXT] [--text TEXT] [--field NAME=VALUE]...",
      "       [--any NAME=VALUE]... [--types FILE]"
    },
    description = {
      "",
      "All events, or those that meet every condition; the conditions are those of tocsin query."
          + " The file is there when it is whole, and only its owner may read it. Who exports is"
          + " recorded in security_cases.log beside the journal.%n"
    },
    sortOptions = false,
    footer = {"", "Example:", "  tocsin export --to parquet --out last-week.parquet --from -7d"})
final class ExportCommand implements Callable<Integer> {
  private final Output output;

  @Mixin TrailFolders journals = new TrailFolders();

  @Option(
      names = "--to",
      paramLabel = "TARGET",
      required = true,
      description = {
        "parquet: typed columns, by DuckDB; csv: all fields; duckdb: a database with"
            + " security_events, security_alerts and suspicious_ips; ecs, ocsf, otlp-json: a line"
            + " of JSON for each event, in Elastic's, OCSF's or OpenTelemetry's terms."
      })
  String target = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file, not in the folder of a journal.")
  Path file = Path.of("");

  @Option(names = "--force", description = "Replace the file if there is one.")
  boolean force;

  @Mixin EventConditions conditions = new EventConditions();

  @Option(names = "--until", paramLabel = "TIME", description = "That happened before then.")
  @Nullable String until;

  ExportCommand(Output output) {
    this.output = output;
  }

  /** Opens the file of a target. */
  private interface Opener {
    ExportTarget open(Path file, AuditTrail.Damage damage) throws IOException;
  }

  @Override
  public Integer call() {
    EventTypes types = journals.types();
    Opener opener = opener(types);
    EventQuery query = conditions.query(types, "--until", until, true);
    Path whole = checked();
    long events =
        journals.read(
            types, output, (trail, damage) -> export(trail, damage, query, opener, whole));
    output.line(events + " events in " + SafeText.oneLine(file.toString()));
    return journals.exitCode();
  }

  /** What knows how each target is written: a line format is one more line here. */
  private Opener opener(EventTypes types) {
    return switch (target) {
      case "csv" -> (file, damage) -> CsvEvents.open(file);
      case "parquet" ->
          (file, damage) -> DuckDbTarget.parquet(file, journals.folders(), types, damage);
      case "duckdb" ->
          (file, damage) -> DuckDbTarget.database(file, journals.folders(), types, damage);
      case "ecs", "ocsf", "otlp-json" ->
          (file, damage) ->
              LineTarget.open(
                  file, Objects.requireNonNull(EventFormat.find(target)).encoder(Limits.WIDEST));
      default ->
          throw CliException.usage(
              "--to "
                  + SafeText.quoted(target)
                  + ": use parquet, csv, duckdb, ecs, ocsf or otlp-json");
    };
  }

  /** The file, as it may be written. */
  private Path checked() {
    Path whole = OutFile.checked(file, journals.folders());
    if (!force && Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(OutFile.named(file), null);
    }
    return whole;
  }

  private static CliException taken(String named, @Nullable Throwable cause) {
    return new CliException(
        ExitCode.USAGE,
        named + ": is there already: name another, or replace it with --force",
        cause);
  }

  /** Writes beside the file and gives it its name in the end. */
  private long export(
      AuditTrail trail, AuditTrail.Damage damage, EventQuery query, Opener opener, Path whole)
      throws IOException {
    Path folder = whole.resolveSibling("." + whole.getFileName() + ".export");
    Path part = folder.resolve("part");
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw CliException.data(
          folder + ": is left of an export, or one is at work: remove it if none is", e);
    } catch (IOException e) {
      throw CliException.data(OutFile.named(file) + ": can't be written (" + e + ")", e);
    }
    try {
      long events = write(trail, damage, query, opener, part);
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
      journals.recordExport(events, target, whole, output);
      if (force) {
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
      } else {
        try {
          Files.move(part, whole);
        } catch (FileAlreadyExistsException e) {
          throw taken(OutFile.named(file), e);
        }
      }
      return events;
    } finally {
      remove(folder);
    }
  }

  private static long write(
      AuditTrail trail, AuditTrail.Damage damage, EventQuery query, Opener opener, Path part)
      throws IOException {
    long count = 0;
    try (ExportTarget out = opener.open(part, damage);
        Stream<Recorded> events = trail.events(query, damage)) {
      for (Iterator<Recorded> each = events.iterator(); each.hasNext(); ) {
        out.write(each.next());
        count++;
      }
      out.finish();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return count;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }
}
