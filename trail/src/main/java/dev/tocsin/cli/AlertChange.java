package dev.tocsin.cli;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.journal.JournalException;
import dev.tocsin.trail.CaseJournal;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Records in the case journal what somebody does about an alert or a client. */
final class AlertChange {
  private static final int LONGEST_NOTE = 2_000;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for whoever reads it later.")
  @Nullable String note;

  /**
   * Records it, as the user of the operating system.
   *
   * @param fields sets what the event says beside the note
   * @throws CliException with code 3 if it can't be recorded
   */
  void record(Path folder, EventType type, Consumer<EventDraft> fields) {
    if (note != null && (note.isBlank() || note.length() > LONGEST_NOTE)) {
      throw CliException.usage("--note: use 1 to " + LONGEST_NOTE + " characters");
    }
    try {
      CaseJournal.recordIn(
          folder,
          type,
          draft -> {
            fields.accept(draft);
            if (note != null) {
              draft.putDetail("note", note);
            }
          });
    } catch (JournalException e) {
      throw CliException.data(
          "nothing is changed: it can't be recorded: "
              + CaseJournal.what(e)
              + "; do it as a user who may write there",
          e);
    }
  }
}
