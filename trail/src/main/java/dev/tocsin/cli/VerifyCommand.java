package dev.tocsin.cli;

import dev.tocsin.journal.Finding;
import dev.tocsin.journal.Verification;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
  private final Output output;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A folder of journals, repeatable (default: logs).")
  List<Path> folders = new ArrayList<>();

  @Mixin VerifyOptions demands = new VerifyOptions();

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
      Verification found = demands.verify(read);
      recordAccess(read, found);
      return tell(found, json);
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      demands.close();
    }
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
    if (demands.isSigned()) {
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
          if (demands.isSigned()) {
            json.writeNumberField("signed_seq", journal.signedSeq());
          }
          json.writeNumberField("witnessed_seq", journal.witnessedSeq());
          if (journal.witnessedTime().isPresent()) {
            json.writeStringField("witnessed_time", journal.witnessedTime().get().toString());
          }
        });
  }
}
