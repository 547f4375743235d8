package dev.tocsin.cli;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.journal.JournalException;
import dev.tocsin.trail.CaseJournal;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * Records who read audit records (PCI DSS 10.2.1.3), for any command that does: {@link #record}
 * comes after the reading, as it tells how much was read, and before anything of it is shown. A
 * mixin of a command.
 */
public final class AccessRecord {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--unaudited",
      description = {
        "Go on when the read can't be recorded in security_cases.log beside the journal, and say"
            + " so; otherwise nothing is shown or sent then."
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
    record(
        folder,
        command.root().commandLine().getParseResult().originalArgs(),
        draft -> {
          draft.putDetail("events", events);
          if (follows) {
            draft.putDetail("follows", true);
          }
        },
        Words.SHOWN,
        output);
  }

  /**
   * The same of events that are written into a file for another tool.
   *
   * @param events how many
   * @param target what kind of file
   * @param file where it will be
   */
  void recordExport(Path folder, long events, String target, Path file, Output output) {
    record(
        folder,
        command.root().commandLine().getParseResult().originalArgs(),
        draft ->
            draft
                .putDetail("events", events)
                .putDetail("export", target)
                .putDetail("file", file.toString()),
        Words.EXPORTED,
        output);
  }

  /**
   * The same of rows in a table.
   *
   * @param rows how many are shown, where that is known before
   */
  void recordRows(Path folder, OptionalLong rows, Output output) {
    record(
        folder,
        command.root().commandLine().getParseResult().originalArgs(),
        draft -> rows.ifPresent(count -> draft.putDetail("rows", count)),
        Words.SHOWN,
        output);
  }

  /**
   * The same of events that leave this machine.
   *
   * @param arguments of the command line, without secrets
   * @param receiver where they go, without secrets
   * @throws CliException as above
   */
  public void recordSent(
      Path folder, long events, List<String> arguments, String receiver, Output output) {
    record(
        folder,
        arguments,
        draft -> draft.putDetail("events", events).putDetail("receiver", receiver),
        Words.SENT,
        output);
  }

  /** As it was called, without {@code tocsin}; a mixin in a mixin does not know it otherwise. */
  private String commandName() {
    ParseResult called = command.root().commandLine().getParseResult();
    while (called.hasSubcommand()) {
      called = called.subcommand();
    }
    String name = called.commandSpec().qualifiedName();
    return name.substring(name.indexOf(' ') + 1);
  }

  /** How it is told that it can't be recorded. */
  private record Words(String act, String so, String wayOut) {
    static final Words SHOWN =
        new Words("this read", "nothing is shown", "read as a user who may write there");
    static final Words EXPORTED =
        new Words("this export", "nothing is exported", "export as a user who may write there");
    static final Words SENT =
        new Words("this", "nothing is sent", "ship as a user who may write there");
  }

  private void record(
      Path folder, List<String> arguments, Consumer<EventDraft> more, Words words, Output output) {
    try {
      CaseJournal.recordIn(
          folder,
          EventType.AUDIT_ACCESSED,
          draft -> {
            draft.set(EventField.TARGET_TYPE, "audit_trail");
            draft.set(EventField.TARGET_ID, folder.toAbsolutePath().normalize().toString());
            draft
                .putDetail("command", commandName())
                .putDetail("arguments", arguments)
                .putDetail("pid", ProcessHandle.current().pid());
            more.accept(draft);
          });
    } catch (JournalException e) {
      if (!unaudited) {
        throw CliException.data(
            words.act()
                + " can't be recorded, so "
                + words.so()
                + ": "
                + CaseJournal.what(e)
                + "; "
                + words.wayOut()
                + ", or with --unaudited",
            e);
      }
      output.error(
          words.act()
              + " is NOT recorded in "
              + folder.resolve(CaseJournal.FILE)
              + " (--unaudited): "
              + CaseJournal.what(e));
    }
  }
}
