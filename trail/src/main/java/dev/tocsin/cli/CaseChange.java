package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.JournalException;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.CaseBook;
import dev.tocsin.trail.CaseException;
import dev.tocsin.trail.CaseJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Option;

/** Changes a case in the folder where it lies. A mixin of the commands that do. */
final class CaseChange {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The folder of the journal (default: logs).")
  Path folder = Path.of("logs");

  /** What a command does. */
  interface Change<T> {
    T in(CaseBook book) throws CaseException, IOException;
  }

  /**
   * Does it.
   *
   * @throws CliException with code 2 for a value out of its bounds, with code 3 if the case can't
   *     be changed so or that can't be recorded
   */
  <T> T make(Output output, Change<T> change) {
    requireJournal(folder);
    LeftOut leftOut = new LeftOut();
    CaseBook book =
        new CaseBook(
            folder, Clock.systemUTC(), new SecureRandom(), what -> leftOut.tell(what, output));
    try {
      return change.in(book);
    } catch (CaseException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    } catch (JournalException e) {
      throw CliException.data(
          "nothing is changed: it can't be recorded: "
              + CaseJournal.what(e)
              + "; do it as a user who may write there",
          e);
    } catch (IOException e) {
      throw CliException.data("nothing is changed: the cases can't be read: " + e.getMessage(), e);
    } finally {
      leftOut.tellRest(output);
    }
  }

  /** Goes on if a folder holds a journal. */
  static void requireJournal(Path folder) {
    JournalFolders.require(folder);
    try {
      if (AuditTrail.of(List.of(folder), EventTypes.builtIn()).isEmpty()) {
        throw JournalFolders.withoutJournal(folder);
      }
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }
}
