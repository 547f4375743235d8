package dev.tocsin.cli;

import dev.tocsin.doctor.ClassPath;
import dev.tocsin.doctor.Demands;
import dev.tocsin.doctor.Doctor;
import dev.tocsin.doctor.Finding;
import dev.tocsin.doctor.JvmFacts;
import dev.tocsin.log4j.AuditInspection;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin doctor}: what would lose events or evidence. */
@Command(
    name = "doctor",
    header = "Find what would lose events, in a configuration and its audit files.",
    customSynopsis = {
      "tocsin doctor --config FILE [-D NAME=VALUE]... [--classpath PATH]",
      "                     [--framework pci] [--format FORMAT]",
      "       tocsin doctor --dir DIR... [--format FORMAT]"
    },
    description = {
      "",
      "Looks at a configuration of Log4j and at the files of its journals, and tells what would"
          + " lose events or evidence, a line each: how bad it is, the check's id, what is the"
          + " matter, and the way out. It only reads, and may run beside the application: in its"
          + " working directory, as its user, with its environment. docs/doctor.md describes each"
          + " id.%n"
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing loses events or evidence; warnings may have been told",
      "1:an error: something loses events or evidence, or the start is refused",
      "3:the configuration or the folder is absent or can't be read"
    },
    footer = {
      "",
      "Examples:",
      "  tocsin doctor --config src/main/resources/log4j2.xml",
      "  tocsin doctor --config log4j2.xml --classpath 'lib/*' -D app.logs=/var/log/shop",
      "  tocsin doctor --dir /var/log/shop"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final Pattern OTHER_FORMATS =
      Pattern.compile("[.](?:json|jsn|yaml|yml|properties)$");

  private final Output output;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The log4j2.xml that the application starts with; any of Log4j's formats.")
  @Nullable Path config;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A folder of audit files, looked at without a configuration; repeatable.")
  List<Path> folders = new ArrayList<>();

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = "A system property of the application, as Java is given it; repeatable.")
  Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description = "The application's class path: jars and folders, as Java takes them.")
  @Nullable String classPath;

  @Option(
      names = "--framework",
      paramLabel = "NAME",
      description = "pci: the system is in scope of PCI DSS, so logs are to be kept 12 months.")
  @Nullable String framework;

  @Mixin FormatOption format = new FormatOption();

  DoctorCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    boolean json = format.isJson();
    if (framework != null && !framework.equals("pci")) {
      throw CliException.usage("--framework " + SafeText.quoted(framework) + ": use pci");
    }
    Doctor doctor = new Doctor(Clock.systemUTC(), new Demands(framework != null));
    if (config != null) {
      if (!folders.isEmpty()) {
        throw CliException.usage(
            "--dir "
                + SafeText.quoted(folders.get(0).toString())
                + ": --config says where the audit files are: leave one out");
      }
      doctor.examine(inspection(config), jvm());
    } else if (folders.isEmpty()) {
      throw CliException.usage(
          "--config is missing: name the log4j2.xml of the application, or a folder in --dir");
    } else {
      refuseWithoutConfig();
      folders.forEach(folder -> examine(doctor, folder));
    }
    return tell(doctor, json);
  }

  /** What only says something about a configuration. */
  private void refuseWithoutConfig() {
    String useless =
        !properties.isEmpty()
            ? "-D"
            : classPath != null ? "--classpath" : framework != null ? "--framework" : null;
    if (useless != null) {
      throw CliException.usage(useless + ": is of use with --config only: leave it out");
    }
  }

  private static void examine(Doctor doctor, Path folder) {
    int before = doctor.journals();
    if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
      throw CliException.data(
          folder + ": is no folder that can be read: name the one that the audit files are in",
          null);
    }
    try {
      doctor.examine(folder);
    } catch (IOException e) {
      throw CliException.data(folder + ": can't be read (" + e.getMessage() + ")", e);
    }
    if (doctor.journals() == before) {
      throw CliException.data(
          folder + ": holds no journal: name the folder that the audit files are in", null);
    }
  }

  /** Lookups such as {@code ${sys:app.logs}} get the values that were given. */
  private AuditInspection inspection(Path file) {
    AuditLog.requireConfiguration(file);
    Map<String, @Nullable String> before = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          // Those of Log4j itself would change how it behaves in this process.
          if (!name.toLowerCase(Locale.ROOT).startsWith("log4j")) {
            before.put(name, System.setProperty(name, value));
          }
        });
    try {
      if (!OTHER_FORMATS.matcher(file.toString()).find()) {
        // Whatever else it is called, Log4j takes it for XML.
        XmlCheck.requireWellFormed(file);
      }
      return AuditInspection.of(file);
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      before.forEach(
          (name, value) -> {
            if (value == null) {
              System.clearProperty(name);
            } else {
              System.setProperty(name, value);
            }
          });
    }
  }

  private JvmFacts jvm() {
    try {
      return new JvmFacts(
          properties, System.getenv(), classPath == null ? null : ClassPath.of(classPath));
    } catch (IOException e) {
      throw CliException.data("--classpath: " + e.getMessage(), e);
    }
  }

  private int tell(Doctor doctor, boolean json) {
    for (Finding finding : doctor.findings()) {
      output.line(json ? json(finding) : text(finding));
    }
    long errors = countOf(doctor, Finding.Level.ERROR);
    output.note(
        doctor.checks()
            + " checks, "
            + count(doctor.journals(), "journal")
            + ": "
            + count(errors, "error")
            + ", "
            + count(countOf(doctor, Finding.Level.WARNING), "warning"));
    return errors > 0 ? ExitCode.FINDING : ExitCode.DONE;
  }

  private static long countOf(Doctor doctor, Finding.Level level) {
    return doctor.findings().stream().filter(finding -> finding.level() == level).count();
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String text(Finding finding) {
    return SafeText.oneLine(finding.level().text() + " " + finding.id() + ": " + finding.message());
  }

  private static String json(Finding finding) {
    return JsonLine.of(
        json -> {
          json.writeStringField("id", finding.id());
          json.writeStringField("level", finding.level().text());
          json.writeStringField("message", finding.message());
        });
  }
}
