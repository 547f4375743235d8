package dev.tocsin.otel.cli;

import dev.tocsin.cli.AccessRecord;
import dev.tocsin.cli.ExitCode;
import dev.tocsin.cli.Output;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.JournalFiles;
import dev.tocsin.journal.JournalFiles.Held;
import dev.tocsin.otel.Shipment;
import dev.tocsin.otel.Shipment.Account;
import dev.tocsin.otel.Shipment.Backlog;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.CaseJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Ships the journals of one folder, once, and tells a line for each. For one thread. */
final class Round {
  private final Path folder;
  private final Shipment shipment;
  private final Duration patience;
  private final Output output;
  private boolean refused;
  private boolean left;
  private boolean gap;

  /** A journal, and what is to be sent of it. */
  private record Waiting(JournalFiles files, Backlog backlog) {}

  Round(Path folder, Shipment shipment, Duration patience, Output output) {
    this.folder = folder;
    this.shipment = shipment;
    this.patience = patience;
    this.output = output;
  }

  /**
   * Sends all there is.
   *
   * @return one of {@link ExitCode}
   * @throws IOException if the folder can't be read
   */
  int run(AccessRecord access, List<String> arguments, String receiver)
      throws IOException, InterruptedException {
    List<Waiting> waiting = new ArrayList<>();
    for (JournalFiles files : LeftJournals.in(folder)) {
      if (mayShip(files)) {
        look(files).ifPresent(backlog -> waiting.add(new Waiting(files, backlog)));
      }
    }
    // Commands open it for a moment only, and nobody else ships it: it has not to be free.
    Optional<Backlog> cases = look(LeftJournals.cases(folder));
    long events = events(waiting) + cases.map(Backlog::events).orElse(0L);
    if (events > 0) {
      access.recordSent(folder, events, arguments, receiver, output);
    }
    while (!waiting.isEmpty()) {
      Waiting next = waiting.remove(0);
      if (!send(next.files(), next.backlog(), events(waiting))) {
        return exitCode();
      }
    }
    // Last, as what has been done here stands in it.
    JournalFiles own = LeftJournals.cases(folder);
    Optional<Backlog> grown = look(own);
    if (grown.isPresent()) {
      boolean unused = send(own, grown.get(), 0);
    }
    return exitCode();
  }

  private static long events(List<Waiting> waiting) {
    return waiting.stream().mapToLong(each -> each.backlog().events()).sum();
  }

  private boolean mayShip(JournalFiles files) {
    Held held = files.held();
    if (held == Held.NO) {
      return true;
    }
    left = true;
    output.error(
        held == Held.YES
            ? shown(files.active())
                + ": is being written by "
                + files.holder().orElse("a process")
                + ": left to the bridge in it; what it leaves at its end can be shipped then"
            : shown(files.active())
                + ": its lock file can't be opened, so a process may be writing it: ship as the"
                + " user who owns the folder");
    return false;
  }

  private Optional<Backlog> look(JournalFiles files) {
    try {
      return shipment.look(files);
    } catch (IOException e) {
      left = true;
      output.error(shown(files.active()) + ": can't be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Sends what a journal was left with.
   *
   * @param further events in the journals after it
   * @return whether it makes sense to go on with the next one
   */
  private boolean send(JournalFiles files, Backlog backlog, long further)
      throws InterruptedException {
    String name = shown(files.active());
    if (!backlog.isNews()) {
      output.line(name + ": nothing to send");
      return true;
    }
    if (!backlog.restart().isEmpty()) {
      output.note(backlog.restart() + ": everything that is there is sent");
    }
    Account account = shipment.send(backlog, patience, new Notes(name));
    refused |= account.refused() > 0;
    left |= account.damaged() > 0 || !account.trouble().isEmpty() || !account.complete();
    gap |= account.deleted() > 0;
    boolean any = account.sent() + account.checkpoints() + account.refused() > 0;
    if (account.complete() || any) {
      output.line(name + ": " + text(backlog, account));
      output.flush();
    }
    if (!account.complete()) {
      tellLeft(account, further + backlog.eventsAfter(account.upTo()));
      return false;
    }
    if (!account.trouble().isEmpty()) {
      output.error(account.trouble());
    }
    if (!LeftJournals.isCases(files) && files.held() != Held.NO) {
      output.note(
          name
              + ": an application has begun to write it meanwhile: if it has a bridge, the receiver"
              + " may have some events twice");
    }
    return true;
  }

  private void tellLeft(Account account, long events) {
    String why =
        account.trouble().isEmpty()
            ? "interrupted"
            : account.trouble()
                + ": given up, as nothing got through for "
                + patience.toSeconds()
                + " s";
    output.error(
        why + ": " + count(events, "event") + " left; the next tocsin ship goes on from there");
  }

  private String text(Backlog backlog, Account account) {
    StringBuilder text = new StringBuilder(count(account.sent(), "event")).append(" sent");
    if (backlog.events() > 0 && account.upTo() >= backlog.firstSeq()) {
      text.append(", numbers ").append(backlog.firstSeq()).append(" to ").append(account.upTo());
    }
    text.append(", ").append(count(account.checkpoints(), "checkpoint"));
    append(text, account.repeated(), " of the events twice");
    if (account.refused() > 0) {
      append(text, account.refused(), " refused for good, see " + shown(account.refusedFile()));
    }
    append(text, account.deleted(), " had been deleted before they were sent");
    append(text, account.damaged(), " damaged, see tocsin verify");
    return text.toString();
  }

  private static void append(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append("; ").append(number(count)).append(what);
    }
  }

  private static String count(long count, String what) {
    return number(count) + " " + what + (count == 1 ? "" : "s");
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** As the user wrote the folder. */
  private String shown(Path file) {
    return SafeText.oneLine(String.valueOf(folder.resolve(file.getFileName())));
  }

  /** What is refused comes first: a later run does not tell it again. */
  private int exitCode() {
    if (refused) {
      return ExitCode.FINDING;
    }
    if (left) {
      return ExitCode.DATA;
    }
    return gap ? ExitCode.GAP : ExitCode.DONE;
  }

  /** Tells what happens on the way. */
  private final class Notes implements Shipment.Listener {
    private final String journal;

    Notes(String journal) {
      this.journal = journal;
    }

    /** Never in the application's journal, which the command line does not write. */
    @Override
    public void undelivered(Consumer<EventDraft> fields) {
      try {
        CaseJournal.recordIn(
            folder,
            EventType.AUDIT_UNDELIVERED,
            draft -> {
              fields.accept(draft);
              draft.putDetail("journal", journal);
            });
      } catch (JournalException e) {
        output.error("audit_undelivered can't be recorded: " + CaseJournal.what(e));
      }
    }

    @Override
    public void waiting(String trouble) {
      output.note("it is tried again: " + trouble);
    }
  }
}
