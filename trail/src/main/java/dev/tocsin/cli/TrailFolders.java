package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.Cases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The journals that a command reads by {@link AuditTrail}, and the record of it. A mixin. */
final class TrailFolders {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A folder of journals, repeatable (default: logs).")
  List<Path> folders = new ArrayList<>();

  @Mixin OwnTypes ownTypes = new OwnTypes();

  @Mixin AccessRecord access = new AccessRecord();

  private final LeftOut leftOut = new LeftOut();
  private boolean damaged;

  /** What a command wants to know of them. */
  interface Question<T> {
    T answer(AuditTrail trail, AuditTrail.Damage damage) throws IOException;
  }

  /** The event types that are known. */
  EventTypes types() {
    return ownTypes.read();
  }

  /**
   * Reads them; what is damaged is told.
   *
   * @throws CliException with code 3 if one holds no journal, or can't be read
   */
  <T> T read(EventTypes types, Output output, Question<T> question) {
    List<Path> read = folders();
    read.forEach(JournalFolders::require);
    try {
      for (Path folder : read) {
        if (AuditTrail.of(List.of(folder), types).isEmpty()) {
          throw JournalFolders.withoutJournal(folder);
        }
      }
      return question.answer(AuditTrail.of(read, types), what -> tellDamaged(what, output));
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      leftOut.tellRest(output);
    }
  }

  /** The cases that lie in them, read after {@link #read}; what is damaged is told. */
  Cases cases(Output output) {
    try {
      return Cases.read(folders(), what -> tellDamaged(what, output));
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      leftOut.tellRest(output);
    }
  }

  private void tellDamaged(String what, Output output) {
    damaged = true;
    leftOut.tell(what, output);
  }

  /** Those that are read. */
  List<Path> folders() {
    return folders.isEmpty() ? List.of(Path.of("logs")) : folders;
  }

  /**
   * Records the read, before anything is shown.
   *
   * @param events how many are shown, or were counted
   */
  void record(long events, Output output) {
    folders().forEach(folder -> access.record(folder, events, false, output));
  }

  /** Records that events were exported, before the file is there. */
  void recordExport(long events, String target, Path file, Output output) {
    folders().forEach(folder -> access.recordExport(folder, events, target, file, output));
  }

  /**
   * Records that rows of a table were read, before any is shown.
   *
   * @param rows how many, where that is known before
   */
  void recordRows(OptionalLong rows, Output output) {
    folders().forEach(folder -> access.recordRows(folder, rows, output));
  }

  /** How a command ends that has shown what it read. */
  int exitCode() {
    return damaged ? ExitCode.DATA : ExitCode.DONE;
  }
}
