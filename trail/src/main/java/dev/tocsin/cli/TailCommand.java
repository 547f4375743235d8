package dev.tocsin.cli;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin tail}: the newest events as lines to read. */
@Command(
    name = "tail",
    header = "Show the newest events as text lines.",
    customSynopsis =
        "tocsin tail [-f] [-n N] [--dir DIR]... [--type TYPE]... [--severity SEVERITY]... [--all]",
    description = {
      "",
      "Who reads is recorded in security_cases.log beside the journal. The lines are those of SecurityEventLayout's text format, times in UTC unless --zone says"
          + " otherwise. Nothing in a value can move the cursor or begin a line of its own.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin tail -n 3",
      "  tocsin tail -f --dir /var/log/shop --severity high --severity critical"
    })
final class TailCommand implements Callable<Integer> {
  private static final int MAX_LINES = 1_000_000;
  private static final long POLL_MILLIS = 250;

  private static final String PLAIN = "\u001b[0m";

  private final Output output;
  private final ByteSink line = new ByteSink();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A folder of journals, repeatable (default: logs).")
  List<Path> folders = new ArrayList<>();

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "How many events (default: 10).")
  String lines = "10";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with the events that come, until interrupted.")
  boolean follow;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = TypeNames.class,
      description = "Only of this type, repeatable; a type's other name counts as the same.")
  List<String> typeNames = new ArrayList<>();

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "Only of this severity, repeatable: info, low, medium, high, critical.")
  List<String> severities = new ArrayList<>();

  @Option(
      names = "--all",
      description = "Also starts, stops and settings of the audit system, and reads.")
  boolean all;

  @Mixin OwnTypes ownTypes = new OwnTypes();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone to show times in, as Europe/Berlin, or local (default: UTC).")
  String zone = "UTC";

  @Mixin AccessRecord access = new AccessRecord();

  TailCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    int wanted = NumberArgument.parse("--lines", lines, 0, MAX_LINES);
    EventTypes types = ownTypes.read();
    EventFilter filter = EventFilter.parse(types, typeNames, severities, all);
    TextEncoder text = new TextEncoder(parseZone(zone));
    List<Path> read = folders.isEmpty() ? List.of(Path.of("logs")) : folders;
    read.forEach(JournalFolders::require);

    EventSource source = new EventSource(output, types, filter);
    try {
      if (follow) {
        follow(source, read, wanted, text);
      } else {
        requireJournals(read);
        List<SecurityEvent> newest = source.newest(read, wanted);
        recordAccess(read, newest.size());
        newest.forEach(event -> print(event, text));
      }
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      source.tellRest();
    }
    return source.damaged() == 0 ? ExitCode.DONE : ExitCode.DATA;
  }

  private void follow(EventSource source, List<Path> read, int wanted, TextEncoder text)
      throws IOException {
    List<JournalReader> readers = new ArrayList<>();
    try {
      for (Path folder : read) {
        readers.add(JournalReader.open(folder));
      }
      List<SecurityEvent> newest = source.skipToNewest(readers, wanted);
      recordAccess(read, newest.size());
      newest.forEach(event -> print(event, text));
      while (true) {
        output.flush();
        source.tellRest();
        Thread.sleep(POLL_MILLIS);
        for (JournalReader reader : readers) {
          for (JournalLine line = reader.next(); line != null; line = reader.next()) {
            SecurityEvent event = source.read(line);
            if (event != null) {
              print(event, text);
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      for (JournalReader reader : readers) {
        reader.close();
      }
    }
  }

  private void recordAccess(List<Path> read, int events) {
    read.forEach(folder -> access.record(folder, events, follow, output));
  }

  private void print(SecurityEvent event, TextEncoder text) {
    line.reset();
    String color = output.terminal().colorsOut() ? color(TextEncoder.level(event)) : "";
    line.putAscii(color);
    text.encode(event, line);
    line.putAscii(color.isEmpty() ? "" : PLAIN);
    output.bytes(line.array(), line.length());
  }

  private static String color(String level) {
    return switch (level) {
      case "CRITICAL" -> "\u001b[1;31m";
      case "ERROR" -> "\u001b[31m";
      case "WARNING" -> "\u001b[33m";
      default -> "";
    };
  }

  /** When following, one may come yet. */
  private static void requireJournals(List<Path> folders) throws IOException {
    for (Path folder : folders) {
      try (JournalReader reader = JournalReader.open(folder)) {
        if (reader.next() == null) {
          throw JournalFolders.withoutJournal(folder);
        }
      }
    }
  }

  private static ZoneId parseZone(String text) {
    try {
      return text.equals("local") ? ZoneId.systemDefault() : ZoneId.of(text);
    } catch (DateTimeException e) {
      throw CliException.usage(
          "--zone " + SafeText.quoted(text) + ": use a name such as Europe/Berlin, UTC or local");
    }
  }
}
