package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.event.Pseudonym;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.privacy.PseudonymReader;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin reveal}: who stands behind a pseudonym. */
@Command(
    name = "reveal",
    header = "Show who stands behind pseudonyms, with the keys of their periods.",
    customSynopsis = "tocsin reveal --keys DIR [--dir DIR] [--unaudited] [PSEUDONYM]...",
    description = {
      "",
      "Prints the value of each pseudonym. Without one it reads lines from standard input and writes"
          + " them with the values in the place of the pseudonyms: in lines of JSON so that they stay"
          + " JSON, in others so that no value makes a field or moves the cursor.",
      "",
      "Who asks is recorded in security_cases.log beside the journal that --dir names, before"
          + " anything is shown.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin reveal --keys people p1:2026-11:…",
      "  tocsin tail -n 100 | tocsin reveal --keys people"
    })
final class RevealCommand implements Callable<Integer> {
  private static final int LONGEST_LINE = 16 << 20;

  private final InputStream input;
  private final Output output;

  @Parameters(paramLabel = "PSEUDONYM", arity = "0..*", description = "As it stands in an event.")
  List<String> given = new ArrayList<>();

  @Mixin PeopleKeys people = new PeopleKeys();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The folder of the journal that they are from (default: logs).")
  Path journals = Path.of("logs");

  @Mixin AccessRecord access = new AccessRecord();

  RevealCommand(InputStream input, Output output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public Integer call() {
    PseudonymReader reader = new PseudonymReader(people.open());
    JournalFolders.require(journals);
    try {
      return given.isEmpty() ? filter(reader) : values(reader);
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }

  private int values(PseudonymReader reader) throws IOException {
    List<Pseudonym> pseudonyms = new ArrayList<>();
    for (String each : given) {
      Pseudonym pseudonym = Pseudonym.parse(each);
      if (pseudonym == null) {
        throw CliException.usage(
            SafeText.quoted(each) + ": is no pseudonym: give one as in p1:2026-11:…");
      }
      pseudonyms.add(pseudonym);
    }
    List<@Nullable String> values = new ArrayList<>();
    for (Pseudonym each : pseudonyms) {
      values.add(reader.value(each));
    }
    access.record(journals, given.size(), false, output);
    boolean all = true;
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if (value == null) {
        all = false;
        output.error(given.get(i) + ": " + why(pseudonyms.get(i)));
      } else {
        output.line(escaped(value, false));
      }
    }
    return all ? ExitCode.DONE : ExitCode.DATA;
  }

  private String why(Pseudonym pseudonym) {
    if (!pseudonym.restorable()) {
      return "nobody can restore it: there was no key when it was written";
    }
    PeriodKeys keys = people.open();
    Path file = keys.file(pseudonym.period());
    if (keys.isDestroyed(pseudonym.period())) {
      return file + " was destroyed: the period is erased";
    }
    return Files.exists(file)
        ? "was not made under " + file + ": give the keys of the journal it is from"
        : file + " is not there: give the keys of the journal it is from";
  }

  private int filter(PseudonymReader reader) throws IOException {
    access.record(journals, 0, true, output);
    LineInput lines = new LineInput(input, LONGEST_LINE, output::flush);
    int code = ExitCode.DONE;
    while (lines.next()) {
      if (lines.isTooLong()) {
        output.error("line " + lines.number() + ": longer than 16 MiB, left out");
        code = ExitCode.DATA;
      } else {
        byte[] line = line(lines, reader);
        output.bytes(line, line.length);
      }
    }
    if (reader.notRestored() > 0) {
      output.note(
          reader.notRestored() + " pseudonyms could not be restored: their keys are not there");
    }
    return code;
  }

  private static byte[] line(LineInput lines, PseudonymReader reader) throws IOException {
    int from = lines.offset();
    byte[] line = Arrays.copyOfRange(lines.array(), from, from + lines.length());
    if (!lines.isUtf8()) {
      return line;
    }
    String text = new String(line, UTF_8);
    boolean json = text.startsWith("{");
    return reader.restoreIn(text, value -> escaped(value, json)).getBytes(UTF_8);
  }

  /** So that the value ends no string, begins no field and moves no cursor. */
  private static String escaped(String value, boolean json) {
    StringBuilder out = new StringBuilder(value.length() + 16);
    int i = 0;
    while (i < value.length()) {
      int c = value.codePointAt(i);
      int width = Character.charCount(c);
      if (c == '\\' || (json && c == '"')) {
        out.append('\\').appendCodePoint(c);
      } else if (SafeText.isHarmless(c) && (json || c != '|')) {
        out.appendCodePoint(c);
      } else {
        for (int k = i; k < i + width; k++) {
          out.append(String.format("\\u%04x", (int) value.charAt(k)));
        }
      }
      i += width;
    }
    return out.toString();
  }
}
