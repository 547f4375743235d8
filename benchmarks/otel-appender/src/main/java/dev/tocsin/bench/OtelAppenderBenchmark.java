package dev.tocsin.bench;

import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.log4j.appender.v2_17.OpenTelemetryAppender;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import java.io.IOException;
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
 * OpenTelemetry's appender for Log4j with the same event as a map message, up to a processor that
 * does nothing: no queue, no encoding, no file, no network.
 *
 * <p>What holds when a call returns: nothing. The record was made and is forgotten; with the SDK's
 * batch processor it would wait in memory, to be sent or to be dropped.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class OtelAppenderBenchmark {

  /** The appender and its SDK. */
  @State(Scope.Benchmark)
  public static class AppenderAndSdk {
    private final LogRecordProcessor processor;
    private OpenTelemetrySdk sdk;
    private LogConfiguration running;
    private Logger logger;

    public AppenderAndSdk() {
      this(
          new LogRecordProcessor() {
            @Override
            public void onEmit(Context context, ReadWriteLogRecord logRecord) {}
          });
    }

    AppenderAndSdk(LogRecordProcessor processor) {
      this.processor = processor;
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
      sdk =
          OpenTelemetrySdk.builder()
              .setLoggerProvider(
                  SdkLoggerProvider.builder().addLogRecordProcessor(processor).build())
              .build();
      running =
          LogConfiguration.start(
              "<OpenTelemetry name=\"otel\" captureMapMessageAttributes=\"true\"/>", "otel");
      OpenTelemetryAppender appender = running.context().getConfiguration().getAppender("otel");
      appender.setOpenTelemetry(sdk);
      logger = running.context().getLogger("shop");
    }

    void log(String address) {
      logger.warn(SignInMap.of(address));
    }

    @TearDown(Level.Trial)
    public void close() {
      running.close();
      sdk.close();
    }
  }

  @Benchmark
  public void peer_otel(AppenderAndSdk appender, Clients clients, Caller caller) {
    appender.log(caller.address(clients));
  }
}
