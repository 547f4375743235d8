package dev.tocsin.cli;

import dev.tocsin.journal.Finding;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tocsin verify}: whether the audit files are what the writer wrote. */
@Command(
    name = "verify",
    header = "Check that nothing in the audit files was changed, removed or added.",
    customSynopsis = "tocsin verify [--dir DIR]... [--witness FILE]",
    description = {
      "",
      "Reads every journal of a folder, also while it is being written, and tells every finding"
          + " with its file, line and event number. Tags are checked without a key: whoever can"
          + " write the folder can rewrite the whole journal, and only checkpoints that were kept"
          + " elsewhere (--witness) tell.%n"
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:something was changed, removed or added",
      "3:a file is absent or unreadable",
      "4:an unfinished last line, nothing else"
    })
final class VerifyCommand implements Callable<Integer> {
  private final Output output;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A folder of journals, repeatable (default: logs).")
  List<Path> folders = new ArrayList<>();

  @Option(
      names = "--witness",
      paramLabel = "FILE",
      description = "Checkpoint lines that were kept elsewhere, NDJSON.")
  @Nullable Path witness;

  VerifyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<Path> read = folders.isEmpty() ? List.of(Path.of("logs")) : folders;
    int code = ExitCode.DONE;
    for (Path folder : read) {
      int other = verify(folder);
      code = code == ExitCode.DONE ? other : other == ExitCode.DONE ? code : Math.min(code, other);
    }
    return code;
  }

  private int verify(Path folder) {
    try {
      Verifier verifier = new Verifier();
      if (witness != null) {
        if (!Files.isReadable(witness)) {
          throw CliException.data(
              witness + ": can't be read: name the file of checkpoint lines", null);
        }
        verifier.witness(witness);
      }
      Verification found = verifier.verify(folder);
      if (found.journals().isEmpty() && found.findings().isEmpty()) {
        throw CliException.data(
            folder + ": holds no journal: name the folder that the audit files are in", null);
      }
      found.findings().forEach(this::print);
      found.journals().forEach(journal -> print(folder, journal));
      return found.exitCode();
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }

  private void print(Finding finding) {
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
    output.line(SafeText.oneLine(line.toString()));
  }

  private void print(Path folder, Verification.JournalSummary journal) {
    String witnessed =
        journal
            .witnessedTime()
            .map(time -> "witnessed up to seq " + journal.witnessedSeq() + ", time " + time)
            .orElse("witnessed up to seq 0: no checkpoint was kept elsewhere");
    output.line(
        SafeText.oneLine(
            folder
                + ": journal "
                + journal.journal()
                + ", writer "
                + journal.writer()
                + ", "
                + journal.segments()
                + (journal.segments() == 1 ? " segment, " : " segments, ")
                + journal.events()
                + " events, numbers "
                + journal.firstSeq()
                + " to "
                + journal.lastSeq()
                + "; "
                + witnessed));
  }
}
