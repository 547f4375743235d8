package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** A Log4j context of its own that runs with one appender on its root logger. */
record LogConfiguration(LoggerContext context) implements AutoCloseable {

  /**
   * Starts it.
   *
   * @param appender the appender's element
   * @param name the appender's name
   */
  static LogConfiguration start(String appender, String name) throws IOException {
    String xml =
        """
        <Configuration status="error">
          <Appenders>%s</Appenders>
          <Loggers><Root level="info"><AppenderRef ref="%s"/></Root></Loggers>
        </Configuration>
        """
            .formatted(appender, name);
    LoggerContext context = new LoggerContext("bench");
    context.start(
        new XmlConfiguration(
            context, new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8)))));
    return new LogConfiguration(context);
  }

  @Override
  public void close() {
    context.stop();
  }
}
