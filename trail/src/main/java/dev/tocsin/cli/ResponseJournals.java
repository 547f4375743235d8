package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AlertRecord;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.KnownAlerts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The journals that tell of alerts and blocks, for the commands that show or change these. */
final class ResponseJournals {
  /** Digits at least that name an alert, as of a case: one slip of a finger names no other. */
  static final int LEAST_OF_ID = 4;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The folder of the journal (default: logs).")
  Path folder = Path.of("logs");

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "The folder of the periods' keys, where addresses have pseudonyms.")
  @Nullable Path keysFolder;

  @Mixin AccessRecord access = new AccessRecord();

  private boolean damaged;

  /**
   * Plays all events of the folder's journals, in their order.
   *
   * @return how many there were
   * @throws CliException with code 3 if there is no journal or it can't be read
   */
  long play(Output output, Consumer<EventView> each) {
    JournalFolders.require(folder);
    AuditTrail all = AuditTrail.of(List.of(folder), EventTypes.builtIn());
    PeriodKeys keys = keys();
    AuditTrail trail = keys == null ? all : all.with(keys);
    AtomicLong played = new AtomicLong();
    LeftOut leftOut = new LeftOut();
    try {
      if (trail.isEmpty()) {
        throw JournalFolders.withoutJournal(folder);
      }
      trail.play(
          event -> {
            played.incrementAndGet();
            each.accept(event);
          },
          what -> {
            damaged = true;
            leftOut.tell(what, output);
          });
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      leftOut.tellRest(output);
    }
    return played.get();
  }

  /** How a command ends that has shown what it read. */
  int exitCode() {
    return damaged ? ExitCode.DATA : ExitCode.DONE;
  }

  private @Nullable PeriodKeys keys() {
    if (keysFolder == null) {
      return null;
    }
    PeopleKeys people = new PeopleKeys();
    people.folder = keysFolder;
    return people.open();
  }

  /** The alerts that the journals tell of, by when they began. */
  List<AlertRecord> alerts(Output output, boolean recorded) {
    KnownAlerts all = new KnownAlerts();
    long played = play(output, all::take);
    if (recorded) {
      access.record(folder, played, false, output);
    }
    return all.all();
  }

  /**
   * The alert that an id, or the beginning of one, means.
   *
   * @throws CliException with code 2 if it is too short, with code 3 if it is none, or more than
   *     one
   */
  AlertRecord alert(String id, Output output, boolean recorded) {
    if (id.length() < LEAST_OF_ID) {
      throw CliException.usage(
          "alert "
              + SafeText.quoted(id)
              + ": give its id, or the first "
              + LEAST_OF_ID
              + " digits or more, as tocsin alerts list shows it");
    }
    List<AlertRecord> found =
        alerts(output, recorded).stream()
            .filter(each -> each.id().toString().startsWith(id))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw CliException.data(
        "alert "
            + SafeText.quoted(id)
            + (found.isEmpty()
                ? ": is not in " + folder + ": tocsin alerts list shows those that are"
                : ": " + found.size() + " alerts begin so: give more of the id"),
        null);
  }
}
