package dev.tocsin.cli;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Timestamps;
import dev.tocsin.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin ip block}. */
@Command(
    name = "block",
    header = "Shut a client out for a time.",
    customSynopsis = "tocsin ip block [--dir DIR] [--for TIME] [--note TEXT] CLIENT",
    description = {
      "",
      "Recorded in security_cases.log beside the journal, with the user of the operating system;"
          + " every application that writes a journal there follows within a second.%n"
    },
    sortOptions = false)
final class IpBlockCommand implements Callable<Integer> {
  private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,6})([smhd])");
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Output output;

  @Parameters(paramLabel = "CLIENT", description = "An address, or an IPv6 network of 64 bits.")
  String text = "";

  @Mixin ResponseJournals journals = new ResponseJournals();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long, as 30m, 24h or 7d (default: 24h).")
  String time = "24h";

  @Mixin AlertChange change = new AlertChange();

  IpBlockCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    ClientAddress client = IpCommand.client(text).networkAddress();
    if (client.isLoopback()) {
      throw CliException.usage(client + ": is this machine, which is never blocked");
    }
    Duration duration = duration();
    JournalFolders.require(journals.folder);
    Instant until = Instant.now().plus(duration);
    change.record(
        journals.folder,
        EventType.CLIENT_BLOCKED,
        draft -> {
          Instant since = Timestamps.instant(draft.timestampMicros());
          draft.setAddress(client);
          draft
              .putDetail("client", client.network())
              .putDetail("since", AlertText.time(since))
              .putDetail("until", AlertText.time(until))
              .putDetail("seconds", duration.toSeconds())
              .putDetail("by", draft.text(EventField.USER_ID));
        });
    output.line("blocked " + client.network() + " until " + AlertText.time(until));
    return ExitCode.DONE;
  }

  private Duration duration() {
    Matcher matcher = TIME.matcher(time);
    if (matcher.matches()) {
      Duration duration = TimeArgument.span(matcher.group(1), matcher.group(2));
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw CliException.usage(
        "--for " + SafeText.quoted(time) + ": use a time up to 365d, as 30m, 24h or 7d");
  }
}
