package dev.tocsin.otel.cli;

import dev.tocsin.cli.CliException;
import dev.tocsin.cli.Output;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.journal.JournalException;
import dev.tocsin.trail.CaseJournal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Records in the command line's own journal what the command does with audit records. */
final class AccessOption {
  @Option(
      names = "--unaudited",
      description = {
        "Go on when it can't be recorded in security_cases.log beside the journal, and say so;"
            + " otherwise nothing is sent then."
      })
  boolean unaudited;

  /**
   * Records that events of a folder are read, and leave this machine.
   *
   * @param arguments of the command line, without secrets
   * @throws CliException with code 3 if that can't be recorded, unless the user allowed it
   */
  void accessed(Path folder, long events, List<String> arguments, String receiver, Output output) {
    try {
      record(
          folder,
          EventType.AUDIT_ACCESSED,
          draft -> {
            draft.set(EventField.TARGET_TYPE, "audit_trail");
            draft.set(EventField.TARGET_ID, folder.toAbsolutePath().normalize().toString());
            draft
                .putDetail("command", "ship")
                .putDetail("arguments", arguments)
                .putDetail("events", events)
                .putDetail("receiver", receiver)
                .putDetail("pid", ProcessHandle.current().pid());
          });
    } catch (JournalException e) {
      if (!unaudited) {
        throw CliException.data(
            "this can't be recorded, so nothing is sent: "
                + what(e)
                + "; ship as a user who may write there, or with --unaudited",
            e);
      }
      output.error(
          "this is NOT recorded in "
              + folder.resolve(CaseJournal.FILE)
              + " (--unaudited): "
              + what(e));
    }
  }

  /** Records an event of the product's own. */
  static void record(Path folder, EventType type, Consumer<EventDraft> fields)
      throws JournalException {
    try (CaseJournal journal = CaseJournal.open(folder.toAbsolutePath(), Clock.systemUTC())) {
      journal.record(type, fields);
    }
  }

  /** Without its way out, which is one for a configuration. */
  static String what(JournalException e) {
    return String.valueOf(e.getMessage()).split("; ", 2)[0];
  }
}
