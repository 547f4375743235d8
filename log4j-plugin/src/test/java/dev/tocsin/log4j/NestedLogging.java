package dev.tocsin.log4j;

import dev.tocsin.audit.Markers;
import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.nio.file.Path;
import org.apache.logging.log4j.core.Logger;

/** A program whose parameters log events of their own while they are formatted. */
final class NestedLogging {
  /** The audit appender alone, or behind a file that formats messages first. */
  private static final String BESIDE =
      """
      <Configuration status="off">
        <Appenders>
          <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop"/>
          <File name="lines" fileName="DIR/lines.txt"><PatternLayout pattern="%m%n"/></File>
        </Appenders>
        <Loggers>
          <Root level="error"><AppenderRef ref="lines"/><AppenderRef ref="audit"/></Root>
        </Loggers>
      </Configuration>
      """;

  /** The audit appender behind a queue. */
  private static final String QUEUED =
      """
      <Configuration status="off">
        <Appenders>
          <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop"/>
          <Async name="queue"><AppenderRef ref="audit"/></Async>
        </Appenders>
        <Loggers>
          <Root level="error"><AppenderRef ref="queue"/></Root>
        </Loggers>
      </Configuration>
      """;

  private NestedLogging() {}

  private record Nosy(Runnable call) {
    @Override
    public String toString() {
      call.run();
      return "nosy";
    }
  }

  /** Prints what of each recorded event tells it from the others. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    String xml =
        switch (args[1]) {
          case "beside" -> BESIDE;
          case "queued" -> QUEUED;
          default -> LogSetup.auditXml("", "");
        };
    try (LogSetup log = LogSetup.start(folder, xml)) {
      logNested(log);
    }
    LogSetup.events(folder)
        .forEach(e -> System.out.println(e.message() == null ? e.userId() : e.message()));
  }

  private static void logNested(LogSetup log) {
    Logger plain = log.logger();
    SecurityLogger security = log.security();
    Nosy surely = new Nosy(() -> security.authAttempt("sure", true));
    Nosy plainly = new Nosy(() -> plain.warn(Markers.AUTH_SUCCESS, "plain"));
    plain.warn(Markers.AUTH_FAILURE, "outer of sure: {}", surely);
    plain.warn(Markers.AUTH_FAILURE, "outer of plain: {}", plainly);
    security
        .event(EventType.DATA_EXPORT)
        .message("fluent")
        .detail("d", new Nosy(() -> plain.warn(Markers.AUTH_SUCCESS, "in fluent")))
        .log();
  }
}
