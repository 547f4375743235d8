package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a run was measured.
 *
 * @param machine cores, processor, memory, file system, operating system and Java in one line
 * @param day in UTC
 * @param load average of the last minute before the run; below 0 if unknown
 * @param versions of Tocsin's peers and of JMH
 */
record Surroundings(String machine, LocalDate day, double load, Map<String, String> versions) {
  /** From this load on, something else has had a core. */
  private static final double BUSY = 1;

  private static final String WARNING =
      "**Other work ran beside this run, so its times say little, and marks that are not met may be"
          + " met: run it again on a quiet machine.**";

  private static final List<String> TOLD =
      List.of(
          "jmh-core",
          "log4j-core",
          "log4j-layout-template-json",
          "log4j2-ecs-layout",
          "logback-classic",
          "logstash-logback-encoder",
          "opentelemetry-log4j-appender-2.17",
          "opentelemetry-sdk");

  /** Those of now; an artifact that is on several class paths has the version of each. */
  static Surroundings look(List<ClassPath> classPaths) throws IOException {
    Map<String, String> versions = new TreeMap<>();
    for (ClassPath each : classPaths) {
      each.versions().entrySet().stream()
          .filter(version -> TOLD.contains(version.getKey()))
          .forEach(
              version ->
                  versions.merge(
                      version.getKey(),
                      version.getValue(),
                      (one, other) -> one.contains(other) ? one : one + " and " + other));
    }
    Path files = Path.of(System.getProperty(Folder.PROPERTY, "."));
    String machine =
        String.format(
            Locale.ROOT,
            "%d cores (%s), %s memory, %s, %s %s, Java %s (%s)",
            Runtime.getRuntime().availableProcessors(),
            first("/proc/cpuinfo", "model name"),
            first("/proc/meminfo", "MemTotal"),
            Files.getFileStore(files).type(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"),
            System.getProperty("java.vm.name"));
    return new Surroundings(
        machine.replace("\"", "").replace("\\", ""),
        LocalDate.now(ZoneOffset.UTC),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        versions);
  }

  /** What stands behind the colon of the first line that begins so. */
  private static String first(String file, String begin) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file), UTF_8)) {
      return lines
          .filter(line -> line.startsWith(begin))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (NoSuchFileException e) {
      return "unknown";
    }
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%s%nmeasured %s, load at the start %s%n%s",
        machine,
        day,
        Numbers.text(load),
        versionList());
  }

  String markdown() {
    return String.format(
            Locale.ROOT,
            "Measured on %s: %s. Load at the start: %s. Versions: %s.",
            day,
            machine,
            Numbers.text(load),
            versionList())
        + (load < BUSY ? "" : "\n\n" + WARNING);
  }

  private String versionList() {
    return String.join(
        ", ",
        versions.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()).toList());
  }
}
