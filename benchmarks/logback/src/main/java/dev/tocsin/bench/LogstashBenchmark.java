package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.logstash.logback.marker.Markers.append;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
import org.slf4j.Logger;
import org.slf4j.Marker;

/**
 * logstash-logback-encoder with the same event, 13 fields as markers and the message, to a rolling
 * file of Logback that flushes after each event.
 *
 * <p>What holds when a call returns: the line is with the kernel. It has no id, no number, no chain
 * and no tag, nothing is redacted, and the caller does not learn whether it was written.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class LogstashBenchmark {

  /** The file. */
  @State(Scope.Benchmark)
  public static class EncoderFile {
    private final Folder folder = new Folder();
    private LoggerContext context;
    private Logger logger;
    private Path file;

    @Setup(Level.Trial)
    public void open() throws IOException, JoranException {
      file = folder.make().resolve("events.log");
      String xml =
          """
          <configuration>
            <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
              <file>%s</file>
              <immediateFlush>true</immediateFlush>
              <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
                <fileNamePattern>%s-%%i</fileNamePattern>
              </rollingPolicy>
              <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
                <maxFileSize>100GB</maxFileSize>
              </triggeringPolicy>
              <encoder class="net.logstash.logback.encoder.LogstashEncoder"/>
            </appender>
            <root level="info"><appender-ref ref="file"/></root>
          </configuration>
          """
              .formatted(file, file);
      context = new LoggerContext();
      context.setMDCAdapter(new LogbackMDCAdapter());
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(UTF_8)));
      context.start();
      logger = context.getLogger("shop");
    }

    Path file() {
      return file;
    }

    void log(String address) {
      Marker fields =
          append("event_type", SignIn.TYPE)
              .and(append("severity", SignIn.SEVERITY))
              .and(append("success", SignIn.SUCCESS))
              .and(append("user_id", SignIn.USER))
              .and(append("session_id", SignIn.SESSION))
              .and(append("target_type", SignIn.TARGET_TYPE))
              .and(append("target_id", SignIn.TARGET))
              .and(append("ip_address", address))
              .and(append("user_agent", SignIn.AGENT))
              .and(append("request_method", SignIn.METHOD))
              .and(append("request_url", SignIn.URL))
              .and(append("reason", SignIn.REASON))
              .and(append("attempt", SignIn.ATTEMPT));
      logger.warn(fields, SignIn.MESSAGE);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      context.stop();
      PlainFile.requireLines(file);
      folder.delete();
    }
  }

  @Benchmark
  public void peer_logstash(EncoderFile file, Clients clients, Caller caller) {
    file.log(caller.address(clients));
  }
}
