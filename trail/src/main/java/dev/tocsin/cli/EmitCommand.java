package dev.tocsin.cli;

import dev.tocsin.audit.AuditEvent;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.text.SafeText;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tocsin emit}: records events the way an application does, through Log4j. */
@Command(
    name = "emit",
    header = "Record events, and print the id of each.",
    customSynopsis = {
      "tocsin emit [--config FILE | --dir DIR [--types FILE]] --type TYPE [OPTION]...",
      "       tocsin emit [--config FILE | --dir DIR [--types FILE]] --stdin"
    },
    description = {
      "",
      "Events go through Log4j and a SecurityAudit appender, as an application's do. An id is"
          + " printed once its event is recorded.",
      "",
      "With --stdin, each line is an event as JSON with the names of docs/events.md, in UTF-8 and"
          + " at most 1 MiB long. Its timestamp, source and event_id (a UUID) are kept; an event"
          + " without an id gets one. A bad line is told with its number, the rest goes on, and the"
          + " exit code is 1.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin emit --type pin_failed --user 5 --ip 192.168.1.2 --detail attempt=3",
      "  tocsin emit --config log4j2.xml --stdin < events.ndjson > ids"
    })
final class EmitCommand implements Callable<Integer> {
  private static final Set<String> WITH_STDIN =
      Set.of("--stdin", "--config", "--dir", "--types", "--debug", "--help");
  private static final long MAX_COUNT = 1_000_000_000;

  private final InputStream input;
  private final Output output;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The log4j2.xml to log through; otherwise one journal in --dir.")
  @Nullable Path config;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The folder of security_audit.log, made if need be (default: logs).")
  @Nullable Path folder;

  @Option(
      names = "--types",
      paramLabel = "FILE",
      description = "A file with event types of your own.")
  @Nullable Path types;

  @Option(names = "--stdin", description = "Take events from standard input, one JSON a line.")
  boolean stdin;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = TypeNames.class,
      description = "What happened, as auth_failure; docs/events.md lists the types.")
  @Nullable String type;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Record the event this many times, each with its own id.")
  @Nullable String count;

  @Mixin EventOptions event = new EventOptions();

  EmitCommand(InputStream input, Output output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public Integer call() {
    if (config != null) {
      refuse("--dir", folder);
      refuse("--types", types);
    }
    return stdin ? emitStream() : emitOne();
  }

  private int emitStream() {
    for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
      if (!WITH_STDIN.contains(given.longestName())) {
        throw CliException.usage(
            given.longestName() + ": --stdin takes events from standard input: leave one out");
      }
    }
    try (AuditLog log = openLog()) {
      Progress progress = new Progress(output, System::nanoTime);
      EmitStream stream = new EmitStream(output, log.types(), log::record, progress);
      return stream.run(input) ? ExitCode.DONE : ExitCode.FINDING;
    }
  }

  private int emitOne() {
    if (type == null) {
      throw CliException.usage(
          "--type is missing: say what happened, as in --type auth_failure, or use --stdin");
    }
    long times = count == null ? 1 : NumberArgument.parse("--count", count, 1, MAX_COUNT);
    Consumer<AuditEvent> filler = event.filler();
    if (config == null && types == null) {
      // Known before anything is opened: a slip of the pen leaves no trace in the journal.
      knownType(EventTypes.builtIn(), type);
    }
    try (AuditLog log = openLog()) {
      EventType known = knownType(log.types(), type);
      Progress progress = new Progress(output, System::nanoTime);
      IdPrinter ids = new IdPrinter(output);
      for (long i = 1; i <= times; i++) {
        ids.print(log.record(known, filler));
        if (i % 1024 == 0) {
          progress.at(i, "events recorded");
        }
      }
      progress.done();
      ids.flush();
    }
    return ExitCode.DONE;
  }

  private AuditLog openLog() {
    if (config != null) {
      return AuditLog.open(config);
    }
    return AuditLog.builtIn(folder == null ? Path.of("logs") : folder, types);
  }

  private static void refuse(String option, @Nullable Path value) {
    if (value != null) {
      throw CliException.usage(
          option + " " + SafeText.quoted(value.toString()) + ": --config says that: leave one out");
    }
  }

  private static EventType knownType(EventTypes types, String name) {
    EventType type;
    try {
      type = types.require(name, OwnTypes.NAMED);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
    if (type.isReserved()) {
      throw CliException.usage(
          "event type " + SafeText.quoted(name) + ": only Tocsin itself writes it: use another");
    }
    return type;
  }
}
