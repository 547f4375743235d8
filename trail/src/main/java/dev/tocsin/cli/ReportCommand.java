package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.files.SecureFiles;
import dev.tocsin.journal.Verification;
import dev.tocsin.report.Framework;
import dev.tocsin.report.FrameworkFile;
import dev.tocsin.report.HtmlReport;
import dev.tocsin.report.JsonReport;
import dev.tocsin.report.Report;
import dev.tocsin.report.ReportMaker;
import dev.tocsin.report.ReportRequest;
import dev.tocsin.text.SafeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin report}: what happened, for people. */
@Command(
    name = "report",
    header = "Write a report for people: figures, plots, alerts, cases, controls, verification.",
    customSynopsis = {
      "tocsin report --out FILE [--dir DIR]... [--from TIME] [--to TIME]",
      "       [--framework NAME|FILE] [--top N] [--types FILE]",
      "       and the options of verify"
    },
    description = {
      "",
      "FILE.html is one page that needs nothing else, FILE.json and FILE.csv are the same for"
          + " programs and spreadsheets. Every number has the command that gives it again. The"
          + " journals are verified as verify does, and the exit code is that of verify. Who reads"
          + " is recorded in security_cases.log beside the journal.%n"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  tocsin report --out october.html --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z",
      "  tocsin report --out pci.html --framework pci --from -90d --tag-key tag.key --key signing.pub"
    })
final class ReportCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private final Output output;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description =
          "Where to: a name that ends with .html, .json or .csv, not in the folder of a journal. A"
              + " file there is replaced.")
  Path out = Path.of("");

  @Mixin TrailFolders journals = new TrailFolders();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "What happened then or later: RFC 3339, or how long ago (default: -30d).")
  String from = "-30d";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "What happened before then (default: now).")
  @Nullable String to;

  @Option(
      names = "--framework",
      paramLabel = "NAME|FILE",
      description =
          "With its controls and what is evidence for each: pci, soc2, iso27001, gdpr, hipaa, or a"
              + " file that ends with .yaml.")
  @Nullable String framework;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many addresses and users, from 0 to 1000 (default: 10).")
  String top = "10";

  @Mixin VerifyOptions demands = new VerifyOptions();

  ReportCommand(Output output) {
    this.output = output;
  }

  /** How a report is written. */
  private interface Form {
    void write(Report report, OutputStream to) throws IOException;
  }

  @Override
  public Integer call() {
    Form form = form();
    EventTypes types = journals.types();
    ReportRequest request = request(types);
    Path whole = OutFile.checked(out, journals.folders());
    try {
      Verification verification = verify();
      Report report =
          journals.read(
              types, output, (trail, damage) -> ReportMaker.make(request, verification, damage));
      journals.record(report.events(), output);
      write(report, form, whole);
      output.line(
          out
              + ": "
              + report.events()
              + (report.events() == 1 ? " event; " : " events; ")
              + report.verdict().text());
      return report.exitCode() == ExitCode.DONE ? journals.exitCode() : report.exitCode();
    } finally {
      demands.close();
    }
  }

  private Form form() {
    String name = out.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".html")) {
      return HtmlReport::write;
    }
    if (name.endsWith(".json")) {
      return JsonReport::write;
    }
    if (name.endsWith(".csv")) {
      return CsvReport::write;
    }
    throw CliException.usage(
        OutFile.named(out) + ": use a name that ends with .html, .json or .csv");
  }

  private ReportRequest request(EventTypes types) {
    Instant now = Instant.now();
    Instant begin = TimeArgument.parse("--from", from, now);
    Instant end = to == null ? now : TimeArgument.parse("--to", to, now);
    Duration length = Duration.between(begin, end);
    if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
      throw CliException.usage(
          "--from "
              + SafeText.quoted(from)
              + ": a report from "
              + begin
              + " to "
              + end
              + ": use a beginning before the end, and at most ten years");
    }
    List<String> verify = new ArrayList<>(List.of("verify"));
    verify.addAll(demands.words());
    return new ReportRequest(
        journals.folders(),
        types,
        journals.ownTypes.file,
        begin,
        end,
        now,
        Optional.ofNullable(framework).map(name -> framework(name, types)),
        StatsCommand.parseTop(top),
        demands.sentence(),
        verify);
  }

  private static Framework framework(String name, EventTypes types) {
    try {
      if (FrameworkFile.SHIPPED.contains(name)) {
        return FrameworkFile.shipped(name);
      }
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        return FrameworkFile.read(Path.of(name), types);
      }
    } catch (IllegalArgumentException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
    throw CliException.usage(
        "--framework "
            + SafeText.quoted(name)
            + ": use one of "
            + String.join(", ", FrameworkFile.SHIPPED)
            + ", or a file that ends with .yaml");
  }

  private Verification verify() {
    List<Path> folders = journals.folders();
    folders.forEach(JournalFolders::require);
    try {
      return demands.verify(folders);
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }

  /** A report is there whole, or not at all. */
  private void write(Report report, Form form, Path whole) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try {
      form.write(report, content);
      SecureFiles.replace(whole, content.toByteArray());
    } catch (IOException e) {
      throw CliException.data(
          out + ": can't be written (" + e + "): name a file in a folder that you may write to", e);
    }
  }
}
