package dev.tocsin.cli;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.journal.JournalException;
import dev.tocsin.trail.CaseJournal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Records who read audit records (PCI DSS 10.2.1.3), for any command that does: {@link #record}
 * comes after the reading, as it tells how much was read, and before anything of it is shown.
 */
final class AccessRecord {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--unaudited",
      description = {
        "Go on when the read can't be recorded in security_cases.log beside the journal, and say"
            + " so; otherwise nothing is shown then."
      })
  boolean unaudited;

  /**
   * Records that this command has read a folder.
   *
   * @param events how many it read, or shows
   * @param follows whether it goes on to show those that come
   * @throws CliException with code 3 if that can't be recorded, unless the user allowed it
   */
  void record(Path folder, long events, boolean follows, Output output) {
    try (CaseJournal journal = CaseJournal.open(folder.toAbsolutePath(), Clock.systemUTC())) {
      List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
      journal.record(
          EventType.AUDIT_ACCESSED,
          draft -> {
            draft.set(EventField.TARGET_TYPE, "audit_trail");
            draft.set(EventField.TARGET_ID, folder.toAbsolutePath().normalize().toString());
            draft
                .putDetail("command", command.name())
                .putDetail("arguments", arguments)
                .putDetail("events", events)
                .putDetail("pid", ProcessHandle.current().pid());
            if (follows) {
              draft.putDetail("follows", true);
            }
          });
    } catch (JournalException e) {
      if (!unaudited) {
        throw CliException.data(
            "this read can't be recorded, so nothing is shown: "
                + what(e)
                + "; read as a user who may write there, or with --unaudited",
            e);
      }
      output.error(
          "this read is NOT recorded in "
              + folder.resolve(CaseJournal.FILE)
              + " (--unaudited): "
              + what(e));
    }
  }

  /** Without its way out, which is one for a configuration. */
  private static String what(JournalException e) {
    return String.valueOf(e.getMessage()).split("; ", 2)[0];
  }
}
