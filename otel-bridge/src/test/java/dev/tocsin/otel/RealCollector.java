package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.otel.stack.BackEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's collector, as {@code collector-config/install-back-ends} builds it, with {@code
 * collector-config/collector/minimal.yaml}. A line is in its file before it answers, so that what
 * it has confirmed outlives it.
 */
final class RealCollector implements AutoCloseable {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LISTENS =
      Pattern.compile("Starting (HTTP|GRPC) server.*\"endpoint\": \"127\\.0\\.0\\.1:(\\d+)\"");
  private static final String UID = "\"log.record.uid\",\"value\":{\"stringValue\":\"";

  private final Path program;
  private final Path out;
  private final List<String> overrides;
  private final Map<String, Integer> ports = new HashMap<>();
  private final List<String> said = new ArrayList<>();
  private final Map<String, Integer> arrived = new HashMap<>();
  private long counted;
  private @Nullable Process process;

  private RealCollector(Path program, Path out, List<String> overrides) {
    this.program = program;
    this.out = out;
    this.overrides = overrides;
  }

  /**
   * Starts one, or ends the test where it is not built.
   *
   * @param out the file that it writes
   * @param overrides more configuration, as {@code --config} takes it
   */
  static RealCollector start(Path out, String... overrides)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add("yaml:exporters: {file: {append: false, rotation: {max_megabytes: 100000}}}");
    all.addAll(List.of(overrides));
    RealCollector collector =
        new RealCollector(BackEnd.find("collector"), out.toAbsolutePath(), all);
    collector.start();
    return collector;
  }

  /** Starts it again, on the ports it had. */
  void start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--config");
    command.add(ROOT.resolve("collector-config/collector/minimal.yaml").toString());
    overrides.forEach(each -> command.addAll(List.of("--config", each)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TOCSIN_OTLP_HTTP", "127.0.0.1:" + ports.getOrDefault("HTTP", 0));
    builder.environment().put("TOCSIN_OTLP_GRPC", "127.0.0.1:" + ports.getOrDefault("GRPC", 0));
    builder.environment().put("TOCSIN_COLLECTOR_OUT", out.toString());
    Process started = builder.start();
    process = started;
    BufferedReader lines = started.inputReader(UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      Matcher listens = LISTENS.matcher(line);
      if (listens.find()) {
        ports.put(listens.group(1), Integer.valueOf(listens.group(2)));
      }
      if (line.contains("Everything is ready")) {
        drain(lines);
        return;
      }
    }
    throw new AssertionError("the collector does not start: " + String.join("\n", said));
  }

  private static void drain(BufferedReader lines) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (lines.readLine() != null) {
                  // Nobody asks for it; a full pipe would stop the collector.
                }
              } catch (IOException e) {
                return;
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  /** Its address for HTTP. */
  String http() {
    return "http://127.0.0.1:" + ports.get("HTTP");
  }

  /** The same for gRPC. */
  String grpc() {
    return "http://127.0.0.1:" + ports.get("GRPC");
  }

  /** Ends it as a power failure would, but for the disk. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  /** How often each record arrived, by its id; only what came since the last time is read. */
  Map<String, Integer> arrived() throws IOException {
    if (!Files.exists(out)) {
      return arrived;
    }
    try (RandomAccessFile file = new RandomAccessFile(out.toFile(), "r")) {
      file.seek(counted);
      byte[] bytes = new byte[1 << 20];
      StringBuilder text = new StringBuilder();
      int read = file.read(bytes);
      while (read > 0) {
        text.append(new String(bytes, 0, read, ISO_8859_1));
        int whole = text.lastIndexOf("\n") + 1;
        count(text.substring(0, whole));
        counted += whole;
        text.delete(0, whole);
        read = file.read(bytes);
      }
    }
    return arrived;
  }

  private void count(String text) {
    for (int at = text.indexOf(UID); at >= 0; at = text.indexOf(UID, at)) {
      at += UID.length();
      arrived.merge(text.substring(at, text.indexOf('"', at)), 1, Integer::sum);
    }
  }

  /** Tells each line of its file: a request of logs or metrics, as OTLP/JSON. */
  void lines(Consumer<String> each) throws IOException {
    if (Files.exists(out)) {
      try (BufferedReader reader = Files.newBufferedReader(out)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          each.accept(line);
        }
      }
    }
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      BackEnd.stop(running);
    }
  }
}
