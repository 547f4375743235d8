package dev.tocsin.cli;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.privacy.PseudonymReader;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin pseudonym}: what to search for to find a person. */
@Command(
    name = "pseudonym",
    header = "Show the pseudonyms of a user or an address, to search for them.",
    customSynopsis = "tocsin pseudonym --keys DIR [--period PERIOD]... VALUE...",
    description = {
      "",
      "Prints one pseudonym a line: of each value in each period. No key is made.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin pseudonym --keys people --period 2026-11 mallory@example.org",
      "  grep -F -f <(tocsin pseudonym --keys people 203.0.113.7) logs/security_audit.log"
    })
final class PseudonymCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      paramLabel = "VALUE",
      arity = "0..*",
      description = "A user's id or name, or an address.")
  List<String> values = new ArrayList<>();

  @Mixin PeopleKeys people = new PeopleKeys();

  @Option(
      names = "--period",
      paramLabel = "PERIOD",
      description = "As in 2026-11, repeatable (default: all whose keys are there).")
  List<String> periods = new ArrayList<>();

  PseudonymCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if (values.isEmpty()) {
      throw CliException.usage("no VALUE: give a user's id or name, or an address");
    }
    PeriodKeys keys = people.open();
    PseudonymReader reader = new PseudonymReader(keys);
    try {
      List<String> there = keys.periods();
      for (String period : periods) {
        if (!there.contains(period)) {
          throw CliException.data(
              "--period "
                  + SafeText.quoted(period)
                  + ": "
                  + keys.folder()
                  + " has no key of it; it has "
                  + (there.isEmpty() ? "none" : String.join(", ", there)),
              null);
        }
      }
      for (String value : values) {
        print(value, periods.isEmpty() ? there : periods, reader);
      }
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
    return ExitCode.DONE;
  }

  private void print(String value, List<String> wanted, PseudonymReader reader) throws IOException {
    ClientAddress address = ClientAddress.parse(value);
    String stored = address == null ? value : address.text();
    for (String period : wanted) {
      String pseudonym = reader.pseudonym(stored, period);
      if (pseudonym == null) {
        throw CliException.usage(
            SafeText.quoted(value) + ": is longer than any value that gets a pseudonym");
      }
      output.line(pseudonym);
    }
  }
}
