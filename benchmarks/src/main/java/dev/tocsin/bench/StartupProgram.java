package dev.tocsin.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * What Tocsin adds to the start of an application with Log4j: from the start of the JVM to the
 * first line that was logged, or the first event that was recorded, with it and without it in turn.
 * Both have a file appender, and only the one with Tocsin has its jars on the class path. And the
 * same where each finds its classes in an archive of its own.
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

  /**
   * Prints what it found, too.
   *
   * @param runs of which the median counts, at least 1
   */
  static List<Figure> run(int runs) throws IOException, InterruptedException {
    Folder folder = new Folder();
    try {
      Path jars = folder.make();
      Start plain = new Start(StartPlain.class, "", "", jars(classPath(false), jars));
      Start audited =
          new Start(
              StartAudited.class,
              "<SecurityAudit name=\"audit\" fileName=\"%s/audit.log\" source=\"bench\"/>",
              "<AppenderRef ref=\"audit\"/>",
              jars(classPath(true), jars));
      List<Figure> figures = new ArrayList<>(compare(folder, "start", runs, plain, audited));
      figures.addAll(
          compare(
              folder,
              "start with an archive of classes",
              runs,
              plain.archived(folder.make()),
              audited.archived(folder.make())));
      figures.forEach(each -> System.out.println(each.text()));
      return figures;
    } finally {
      folder.delete();
    }
  }

  /** Starts both in turn. */
  private static List<Figure> compare(
      Folder folder, String name, int runs, Start plain, Start audited)
      throws IOException, InterruptedException {
    double[] without = new double[runs];
    double[] with = new double[runs];
    for (int run = -1; run < runs; run++) {
      double first = plain.millis(folder.make());
      double second = audited.millis(folder.make());
      // The first ones bring the files into memory.
      if (run >= 0) {
        without[run] = first;
        with[run] = second;
      }
    }
    double alone = Series.median(without);
    double all = Series.median(with);
    return List.of(
        Figure.of(name + ", Log4j alone", alone, "ms"),
        Figure.of(name + ", with an audit log", all, "ms"),
        Figure.atMost(BOUND_MILLIS, name + ", what Tocsin adds", all - alone, "ms"));
  }

  /**
   * A way to start.
   *
   * @param appender of the audit log, or nothing; {@code %s} is where its files go
   * @param reference to that appender, or nothing
   * @param options of the JVM
   */
  private record Start(
      Class<?> main, String appender, String reference, String classPath, List<String> options) {

    Start(Class<?> main, String appender, String reference, String classPath) {
      this(main, appender, reference, classPath, List.of());
    }

    /** Milliseconds until the application has logged. */
    double millis(Path logs) throws IOException, InterruptedException {
      Path configuration = logs.resolve("log4j2.xml");
      Files.writeString(
          configuration, CONFIGURATION.formatted(logs, appender.formatted(logs), reference));
      List<String> command = new ArrayList<>();
      command.add(ChildJvm.java());
      command.addAll(options);
      command.add("-Dlog4j2.configurationFile=" + configuration);
      command.addAll(List.of("-cp", classPath, main.getName()));
      List<String> lines = ChildJvm.run(command);
      if (lines.size() != 1) {
        throw new IOException(String.join(" ", command) + ": " + lines);
      }
      return Double.parseDouble(lines.get(0));
    }

    /** The same with the classes of a first start in an archive, as the JVM holds them. */
    Start archived(Path folder) throws IOException, InterruptedException {
      Path archive = folder.resolve("classes.jsa");
      with("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
          .millis(folder);
      // Without a word a JVM starts without an archive that it can't use.
      return with("-XX:SharedArchiveFile=" + archive, "-Xshare:on");
    }

    private Start with(String... more) {
      return new Start(main, appender, reference, classPath, List.of(more));
    }
  }

  /** The class path with each folder as a jar: an archive is of jars only. */
  private static String jars(String classPath, Path folder) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      jars.add(Files.isDirectory(Path.of(entry)) ? jar(Path.of(entry), folder) : entry);
    }
    return String.join(File.pathSeparator, jars);
  }

  private static String jar(Path folder, Path jars) throws IOException {
    Path jar = Files.createTempFile(jars, "classes", ".jar");
    try (Stream<Path> found = Files.walk(folder);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new ZipEntry(name));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar.toString();
  }

  private static String classPath(boolean audit) {
    List<String> wanted = new ArrayList<>(PLAIN);
    if (audit) {
      wanted.addAll(TOCSIN);
    }
    List<String> chosen = new ArrayList<>();
    chosen.add(
        Path.of(
                URI.create(
                    StartPlain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toExternalForm()))
            .toString());
    String[] all = System.getProperty("java.class.path").split(File.pathSeparator, -1);
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
