package dev.tocsin.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What Tocsin adds to the start of an application with Log4j: from the start of the JVM to the
 * first line that was logged, or the first event that was recorded, with it and without it in turn.
 * Both have a file appender, and only the one with Tocsin has its jars on the class path.
 */
final class StartupProgram {
  private static final double BOUND_MILLIS = 150;

  private static final String CONFIGURATION =
      """
      <Configuration status="error">
        <Appenders>
          <File name="file" fileName="%s/application.log"><PatternLayout/></File>
          %s
        </Appenders>
        <Loggers><Root level="info"><AppenderRef ref="file"/>%s</Root></Loggers>
      </Configuration>
      """;

  private static final List<String> PLAIN = List.of("log4j-api-", "log4j-core-");

  /** What tocsin-log4j brings along. */
  private static final List<String> TOCSIN =
      List.of(
          "log4j-layout-template-json-",
          "jackson-core-",
          "re2j-",
          "siv-mode-",
          "jspecify-",
          "snakeyaml-engine-");

  private StartupProgram() {}

  static List<Figure> run(boolean quick) throws IOException, InterruptedException {
    Folder folder = new Folder();
    try {
      int runs = quick ? 11 : 31;
      double[] without = new double[runs];
      double[] with = new double[runs];
      for (int run = -1; run < runs; run++) {
        double plain = start(folder.make(), false);
        double audited = start(folder.make(), true);
        // The first ones bring the files into memory.
        if (run >= 0) {
          without[run] = plain;
          with[run] = audited;
        }
      }
      double plain = Series.median(without);
      double audited = Series.median(with);
      List<Figure> figures =
          List.of(
              Figure.of("start, Log4j alone", plain, "ms"),
              Figure.of("start, with an audit log", audited, "ms"),
              Figure.atMost(BOUND_MILLIS, "start, what Tocsin adds", audited - plain, "ms"));
      figures.forEach(each -> System.out.println(each.text()));
      return figures;
    } finally {
      folder.delete();
    }
  }

  /** Milliseconds until the application has logged. */
  private static double start(Path logs, boolean audit) throws IOException, InterruptedException {
    Path configuration = logs.resolve("log4j2.xml");
    String appender =
        "<SecurityAudit name=\"audit\" fileName=\"" + logs + "/audit.log\" source=\"bench\"/>";
    Files.writeString(
        configuration,
        audit
            ? CONFIGURATION.formatted(logs, appender, "<AppenderRef ref=\"audit\"/>")
            : CONFIGURATION.formatted(logs, "", ""));
    List<String> command =
        List.of(
            ChildJvm.java(),
            "-Dlog4j2.configurationFile=" + configuration,
            "-cp",
            classPath(audit),
            (audit ? StartAudited.class : StartPlain.class).getName());
    List<String> lines = ChildJvm.run(command);
    if (lines.size() != 1) {
      throw new IOException(String.join(" ", command) + ": " + lines);
    }
    return Double.parseDouble(lines.get(0));
  }

  private static String classPath(boolean audit) {
    List<String> wanted = new ArrayList<>(PLAIN);
    if (audit) {
      wanted.addAll(TOCSIN);
    }
    String[] all = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    // The first one has this class.
    List<String> chosen = new ArrayList<>(List.of(all[0]));
    for (String entry : all) {
      String name = Path.of(entry).getFileName().toString();
      if (wanted.stream().anyMatch(name::startsWith) || (audit && isTocsin(entry))) {
        chosen.add(entry);
      }
    }
    return String.join(File.pathSeparator, chosen);
  }

  private static boolean isTocsin(String entry) {
    return Arrays.stream(entry.split("/", -1)).anyMatch("log4j-plugin"::equals);
  }
}
