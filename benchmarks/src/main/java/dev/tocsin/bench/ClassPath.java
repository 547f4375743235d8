package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Libraries that benchmarks run with. The peers' do not go together, so each has its own.
 *
 * @param name such as {@code log4j}
 * @param path as the option {@code -cp} takes it
 */
record ClassPath(String name, String path) {
  /** That of Tocsin and of Log4j's layouts. */
  static final String LOG4J = "log4j";

  static final String LOGBACK = "logback";
  static final String OTEL_APPENDER = "otel-appender";
  static final List<String> NAMES = List.of(LOG4J, LOGBACK, OTEL_APPENDER);

  /** JMH measures for one process at a time, unless this is set. */
  static final String IGNORE_LOCK = "jmh.ignoreLock";

  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

  /** This process's own, and those of the peers as {@code benchmarks/run} names them. */
  static List<ClassPath> all() {
    List<ClassPath> all = new ArrayList<>();
    all.add(new ClassPath(LOG4J, System.getProperty("java.class.path")));
    for (String peer : NAMES.subList(1, NAMES.size())) {
      String path = System.getProperty("tocsin.bench.classpath." + peer);
      if (path != null) {
        all.add(new ClassPath(peer, path));
      }
    }
    return all;
  }

  /** Full names of the benchmarks there. */
  Set<String> benchmarks() throws IOException {
    List<URL> places = new ArrayList<>();
    for (String place : path.split(File.pathSeparator, -1)) {
      places.add(url(place));
    }
    StringBuilder entries = new StringBuilder();
    try (URLClassLoader loader = new URLClassLoader(places.toArray(URL[]::new), null)) {
      for (URL list : Collections.list(loader.getResources("META-INF/BenchmarkList"))) {
        try (InputStream in = list.openStream()) {
          entries.append(new String(in.readAllBytes(), UTF_8)).append('\n');
        }
      }
    }
    Set<String> names = new TreeSet<>();
    for (BenchmarkListEntry entry :
        BenchmarkList.fromString(entries.toString())
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of())) {
      names.add(entry.getUsername());
    }
    return names;
  }

  private static URL url(String place) throws MalformedURLException {
    return Path.of(place).toUri().toURL();
  }

  /** Versions of the libraries there, by the names of their artifacts. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    for (String place : path.split(File.pathSeparator, -1)) {
      Matcher jar = JAR.matcher(Path.of(place).getFileName().toString());
      if (jar.matches()) {
        versions.put(jar.group(1), jar.group(2));
      }
    }
    return versions;
  }

  /** Runs benchmarks with it, in a process whose output is this one's. */
  List<Row> run(List<JmhRun.Batch> batches) throws IOException, InterruptedException {
    Path rows = Files.createTempFile("rows", ".tsv");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-D" + Folder.PROPERTY + "=" + System.getProperty(Folder.PROPERTY, "."),
                  "-D" + IGNORE_LOCK + "=" + System.getProperty(IGNORE_LOCK, "false"),
                  "-cp",
                  path,
                  JmhRun.class.getName(),
                  rows.toString(),
                  name));
      batches.forEach(batch -> command.add(batch.text()));
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the benchmarks of %s ended with exit code %d, see above",
                name,
                exit));
      }
      return Files.readAllLines(rows, UTF_8).stream().map(Row::parse).toList();
    } finally {
      Files.delete(rows);
    }
  }
}
