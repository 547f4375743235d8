package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
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
 * @param load cores that others, or this process, had in use before the run; below 0 if unknown
 * @param versions of Tocsin's peers and of JMH
 */
record Surroundings(String machine, LocalDate day, double load, Map<String, String> versions) {
  /** From this on, something else has a good part of a core. */
  private static final double BUSY = 0.25;

  /** The load average of a minute would still hold what was built before the run. */
  private static final long LOOK_MILLIS = 3_000;

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
        coresInUse(),
        versions);
  }

  private static double coresInUse() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
      return -1;
    }
    // It tells of the time between two questions.
    system.getCpuLoad();
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
    double share = system.getCpuLoad();
    return share < 0 ? -1 : share * system.getAvailableProcessors();
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
        "%s%nmeasured %s, cores in use before the start %s%n%s",
        machine,
        day,
        Numbers.text(load),
        versionList());
  }

  String markdown() {
    return String.format(
            Locale.ROOT,
            "Measured on %s: %s. Cores in use before the start: %s. Versions: %s.",
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
