package dev.tocsin.cli;

import dev.tocsin.journal.Finding;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import dev.tocsin.watch.CaseFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin verify}: whether the audit files are what the writer wrote. */
@Command(
    name = "verify",
    header = "Check that nothing in the audit files was changed, removed or added.",
    customSynopsis = {
      "tocsin verify [--dir DIR]... [--tag-key FILE]... [--key FILE]... [--journal ID]...",
      "                     [--min-age DAYS] [--witness FILE|URL] [--witness-from TIME]",
      "                     [--witness-header-file FILE] [--format FORMAT]",
      "                     [--unaudited]"
    },
    description = {
      "",
      "Reads every journal of a folder, also while it is being written, and tells every finding"
          + " with its file, line and event number. What must hold is said by the options and never"
          + " by the files: without keys, whoever can write the folder can write a journal anew"
          + " that nothing is found in.%n"
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:something was changed, removed or added, or does not hold as demanded",
      "3:a file is absent or unreadable",
      "4:a gap that is told and explained, nothing else"
    },
    footer = {
      "",
      "Examples:",
      "  tocsin verify --dir /var/log/shop --tag-key tag.key --key signing.pub",
      "  tocsin verify --tag-key tag-1f0c9a3e.key --tag-key tag.key --witness kept.ndjson",
      "  tocsin verify --journal ID --witness http://127.0.0.1:3100"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final String NONE = "none";
  private static final int JOURNAL_DIGITS = 32;

  private final Output output;
  private @Nullable WitnessSource source;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A folder of journals, repeatable (default: logs).")
  List<Path> folders = new ArrayList<>();

  @Option(
      names = "--tag-key",
      paramLabel = "FILE",
      description = {
        "Tags must be under this key, 64 hexadecimal digits. Repeatable, the oldest key first: a"
            + " journal may go forward from one to the next, and must end under the last. The word"
            + " none as the first one allows a journal that began without a key."
      })
  List<String> tagKeys = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "Checkpoints and seals must be signed with this key; its public half, PEM. Repeatable, and"
            + " with none as the first one, as --tag-key."
      })
  List<String> publicKeys = new ArrayList<>();

  @Option(
      names = "--journal",
      paramLabel = "ID",
      description = "This journal must be there, and others are left out; repeatable.")
  List<String> journals = new ArrayList<>();

  @Option(
      names = "--min-age",
      paramLabel = "DAYS",
      description = "No file may have been deleted by retention before it was that old.")
  @Nullable String minAge;

  @Option(
      names = "--witness",
      paramLabel = "FILE|URL",
      description = {
        "What was seen of the journals elsewhere: a file of checkpoint lines, of OTLP JSON as the"
            + " OpenTelemetry Collector writes it, or of an answer of Loki, also gzip; or Loki's"
            + " address, as http://127.0.0.1:3100."
      })
  @Nullable String witness;

  @Option(
      names = "--witness-from",
      paramLabel = "TIME",
      description = "Ask Loki for what is not older: RFC 3339, or as -7d (default: -30d).")
  @Nullable String witnessFrom;

  @Option(
      names = "--witness-header-file",
      paramLabel = "FILE",
      description = "Headers for Loki, \"Name: value\" a line.")
  @Nullable Path witnessHeaders;

  @Mixin FormatOption format = new FormatOption();

  @Mixin AccessRecord access = new AccessRecord();

  VerifyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    List<Path> read = folders.isEmpty() ? List.of(Path.of("logs")) : folders;
    try {
      Verification found = verify(read);
      recordAccess(read, found);
      return tell(found, json);
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      if (source != null) {
        source.close();
      }
    }
  }

  private Verification verify(List<Path> read) throws IOException {
    Map<String, Path> cases = new LinkedHashMap<>();
    for (Path folder : read) {
      CaseFiles.idsIn(folder).forEach(id -> cases.put(id, folder));
    }
    cases.keySet().removeAll(journals);
    return cases.isEmpty() ? verifier().verify(read) : apart(read, cases);
  }

  /** The command line's own journals come last, and without keys, which all others must have. */
  private Verification apart(List<Path> read, Map<String, Path> cases) throws IOException {
    Verifier others = verifier();
    Verifier theirs = beyondKeys(new Verifier());
    for (String id : cases.keySet()) {
      others.without(id);
      theirs.journal(id);
    }
    Verification found = others.verify(read);
    if (!journals.isEmpty()) {
      return found;
    }
    Verification own = theirs.verify(read);
    List<Verification.JournalSummary> summaries = new ArrayList<>(found.journals());
    summaries.addAll(own.journals());
    List<Finding> findings = new ArrayList<>(found.findings());
    // A journal that is gone is missed by both.
    own.findings().stream().filter(each -> !findings.contains(each)).forEach(findings::add);
    List<Path> empty = new ArrayList<>(found.emptyFolders());
    if (!tagKeys.isEmpty() || !publicKeys.isEmpty()) {
      // Where keys are demanded a folder holds something that has them.
      cases.values().stream()
          .filter(folder -> found.journals().stream().noneMatch(j -> j.folder().equals(folder)))
          .forEach(empty::add);
    }
    return new Verification(summaries, List.of(), empty, findings);
  }

  private void recordAccess(List<Path> read, Verification found) {
    for (Path folder : read) {
      if (!found.emptyFolders().contains(folder)) {
        long events =
            found.journals().stream()
                .filter(journal -> journal.folder().equals(folder))
                .mapToLong(Verification.JournalSummary::events)
                .sum();
        access.record(folder, events, false, output);
      }
    }
  }

  private int tell(Verification found, boolean json) {
    for (Finding finding : found.findings()) {
      output.line(json ? json(finding) : text(finding));
    }
    for (Verification.JournalSummary journal : found.journals()) {
      output.line(json ? json(journal) : text(journal));
    }
    if (!found.leftOut().isEmpty()) {
      output.note("not asked for and not verified: " + String.join(", ", found.leftOut()));
    }
    if (!found.emptyFolders().isEmpty() && found.exitCode() != ExitCode.FINDING) {
      throw CliException.data(
          found.emptyFolders().get(0)
              + ": holds no journal: name the folder that the audit files are in",
          null);
    }
    return found.exitCode();
  }

  private Verifier verifier() throws IOException {
    Verifier verifier = new Verifier();
    for (int i = 0; i < tagKeys.size(); i++) {
      if (!tagKeys.get(i).equals(NONE)) {
        verifier.tagKey(TagKey.read(Path.of(tagKeys.get(i))));
      } else if (i == 0 && tagKeys.size() > 1) {
        verifier.unkeyedFirst();
      } else {
        throw noneMisplaced("--tag-key");
      }
    }
    for (int i = 0; i < publicKeys.size(); i++) {
      if (!publicKeys.get(i).equals(NONE)) {
        verifier.publicKey(VerifyKey.read(Path.of(publicKeys.get(i))));
      } else if (i == 0 && publicKeys.size() > 1) {
        verifier.unsignedFirst();
      } else {
        throw noneMisplaced("--key");
      }
    }
    for (String journal : journals) {
      if (!journal.matches("[0-9a-f]{" + JOURNAL_DIGITS + "}")) {
        throw CliException.usage(
            "--journal "
                + SafeText.quoted(journal)
                + ": an id has "
                + JOURNAL_DIGITS
                + " hexadecimal digits, as verify shows it");
      }
      verifier.journal(journal);
    }
    return beyondKeys(verifier);
  }

  /** Adds what is demanded of every journal. */
  private Verifier beyondKeys(Verifier verifier) throws IOException {
    if (minAge != null) {
      verifier.minAge(days(minAge));
    }
    if (witness != null) {
      if (source == null) {
        source =
            WitnessSource.read(
                new WitnessSource.Request(
                    witness, witnessFrom, witnessHeaders, Set.copyOf(journals)),
                Clock.systemUTC());
      }
      verifier.witness(source.lines());
    } else if (witnessFrom != null || witnessHeaders != null) {
      throw CliException.usage(
          (witnessFrom != null ? "--witness-from" : "--witness-header-file")
              + ": is about Loki: name its address with --witness");
    }
    return verifier;
  }

  private static CliException noneMisplaced(String option) {
    return CliException.usage(
        option
            + " none: stands first, with the keys after it; it allows a beginning without a key");
  }

  private static Duration days(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw CliException.usage("--min-age " + SafeText.quoted(text) + ": use whole days, as in 30");
    }
    return Duration.ofDays(Long.parseLong(text));
  }

  private static String text(Finding finding) {
    StringBuilder line = new StringBuilder();
    if (finding.file() != null) {
      line.append(finding.file()).append(": ");
    }
    if (finding.line() >= 0) {
      line.append("line ").append(finding.line()).append(": ");
    }
    if (finding.seq() >= 0) {
      line.append("event ").append(finding.seq()).append(": ");
    }
    line.append(finding.kind().text()).append(": ").append(finding.message());
    return SafeText.oneLine(line.toString());
  }

  private String text(Verification.JournalSummary journal) {
    StringBuilder line = new StringBuilder();
    line.append(journal.folder())
        .append(": journal ")
        .append(journal.journal())
        .append(", writer ")
        .append(journal.writer())
        .append(", ")
        .append(journal.segments())
        .append(journal.segments() == 1 ? " segment, " : " segments, ")
        .append(journal.events())
        .append(" events, numbers ")
        .append(journal.firstSeq())
        .append(" to ")
        .append(journal.lastSeq())
        .append("; ");
    if (!journal.tagsChecked()) {
      line.append("tags are under a key that was not given, so not checked; ");
    }
    if (!publicKeys.isEmpty()) {
      line.append("signed up to seq ").append(journal.signedSeq()).append("; ");
    }
    line.append("witnessed up to seq ").append(journal.witnessedSeq());
    journal
        .witnessedTime()
        .ifPresentOrElse(
            time -> line.append(", time ").append(time),
            () -> line.append(": no checkpoint was kept elsewhere"));
    return SafeText.oneLine(line.toString());
  }

  private static String json(Finding finding) {
    return JsonLine.of(
        json -> {
          json.writeStringField("finding", finding.kind().text());
          if (finding.file() != null) {
            json.writeStringField("file", finding.file().toString());
          }
          if (finding.line() >= 0) {
            json.writeNumberField("line", finding.line());
          }
          if (finding.seq() >= 0) {
            json.writeNumberField("seq", finding.seq());
          }
          json.writeNumberField("exit", finding.kind().exitCode());
          json.writeStringField("message", finding.message());
        });
  }

  private String json(Verification.JournalSummary journal) {
    return JsonLine.of(
        json -> {
          json.writeStringField("journal", journal.journal());
          json.writeStringField("dir", journal.folder().toString());
          json.writeStringField("writer", journal.writer());
          json.writeNumberField("segments", journal.segments());
          json.writeNumberField("events", journal.events());
          json.writeNumberField("first_seq", journal.firstSeq());
          json.writeNumberField("last_seq", journal.lastSeq());
          json.writeBooleanField("tags_checked", journal.tagsChecked());
          if (!publicKeys.isEmpty()) {
            json.writeNumberField("signed_seq", journal.signedSeq());
          }
          json.writeNumberField("witnessed_seq", journal.witnessedSeq());
          if (journal.witnessedTime().isPresent()) {
            json.writeStringField("witnessed_time", journal.witnessedTime().get().toString());
          }
        });
  }
}
