package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.SecurityLogger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** A Log4j context with one audit file and its bridges. */
final class Application implements AutoCloseable {
  private static final String NO_RULES = "<Rules enabled=\"false\"/>";

  private final Path folder;
  private final String source;
  private final String rules;
  private final LoggerContext context = new LoggerContext("test");

  private Application(Path folder, String source, String rules) {
    this.folder = folder;
    this.source = source;
    this.rules = rules;
  }

  /**
   * Starts one.
   *
   * @param children of {@code SecurityAudit}
   */
  static Application start(Path folder, String children) throws IOException {
    return start(folder, children, NO_RULES);
  }

  /**
   * Starts one.
   *
   * @param rules the element {@code Rules}
   */
  static Application start(Path folder, String children, String rules) throws IOException {
    return start(folder, "shop", children, rules);
  }

  /**
   * Starts one.
   *
   * @param source the service's name
   */
  static Application start(Path folder, String source, String children, String rules)
      throws IOException {
    Application application = new Application(folder, source, rules);
    application.context.start(application.configuration(children));
    return application;
  }

  static String xml(Path folder, String children) {
    return xml(folder, "shop", children, NO_RULES);
  }

  private static String xml(Path folder, String source, String children, String rules) {
    return """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="%s/security_audit.log" source="%s">
              %s
              %s
            </SecurityAudit>
          </Appenders>
          <Loggers>
            <Root level="error"><AppenderRef ref="audit"/></Root>
          </Loggers>
        </Configuration>
        """
        .formatted(folder, source, children, rules);
  }

  private Configuration configuration(String children) throws IOException {
    byte[] text = xml(folder, source, children, rules).getBytes(UTF_8);
    return new XmlConfiguration(context, new ConfigurationSource(new ByteArrayInputStream(text)));
  }

  void reconfigure(String children) throws IOException {
    context.reconfigure(configuration(children));
  }

  SecurityLogger security() {
    return SecurityLogger.getLogger(context, "test.security");
  }

  @Override
  public void close() {
    context.stop();
  }
}
