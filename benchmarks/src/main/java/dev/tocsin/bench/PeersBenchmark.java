package dev.tocsin.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Log4j's JSON layouts with the same event as a map message, to a {@code RollingFile} that flushes
 * after each event.
 *
 * <p>What holds when a call returns: the line is with the kernel. It has no id, no number, no chain
 * and no tag, nothing is redacted, and the caller does not learn whether it was written.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class PeersBenchmark {

  /** A file with such a layout. */
  abstract static class LayoutFile {
    private final Folder folder = new Folder();
    private LogConfiguration running;
    private Logger logger;
    private Path file;

    /** The layout's element. */
    abstract String layout();

    @Setup(Level.Trial)
    public void open() throws IOException {
      file = folder.make().resolve("events.log");
      running =
          LogConfiguration.start(
              """
              <RollingFile name="file" fileName="%s" filePattern="%s-%%i" immediateFlush="true">
                %s
                <Policies><SizeBasedTriggeringPolicy size="100 GB"/></Policies>
              </RollingFile>
              """
                  .formatted(file, file, layout()),
              "file");
      logger = running.context().getLogger("shop");
    }

    Path file() {
      return file;
    }

    void log(String address) {
      logger.warn(SignInMap.of(address));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      running.close();
      PlainFile.requireLines(file);
      folder.delete();
    }
  }

  /** JsonTemplateLayout: time, level, logger and the map. */
  @State(Scope.Benchmark)
  public static class JsonTemplate extends LayoutFile {
    @Override
    String layout() {
      return "<JsonTemplateLayout"
          + " eventTemplateUri=\"classpath:dev/tocsin/bench/peer-template.json\"/>";
    }
  }

  /** Elastic's EcsLayout. */
  @State(Scope.Benchmark)
  public static class Ecs extends LayoutFile {
    @Override
    String layout() {
      return "<EcsLayout serviceName=\"shop\"/>";
    }
  }

  @Benchmark
  public void peer_json_template(JsonTemplate file, Clients clients, Caller caller) {
    file.log(caller.address(clients));
  }

  @Benchmark
  public void peer_ecs(Ecs file, Clients clients, Caller caller) {
    file.log(caller.address(clients));
  }
}
