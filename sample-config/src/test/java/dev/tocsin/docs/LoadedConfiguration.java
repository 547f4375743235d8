package dev.tocsin.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.EventType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** A Log4j configuration, started for real with its files in a folder of the test. */
final class LoadedConfiguration implements AutoCloseable {
  /** Told at the start of every journal without keys. */
  static final String NO_KEYS = "no keys are configured";

  private static final Pattern LAYOUT = Pattern.compile("<\\w+Layout\\b");

  private final Complaints complaints = new Complaints();
  private final LoggerContext context = new LoggerContext("docs");

  private LoadedConfiguration() {}

  /**
   * Starts a configuration, or the part of one.
   *
   * @param folder takes the place of the folder {@code logs}, and holds {@code people}
   * @throws org.apache.logging.log4j.core.config.ConfigurationException if it is refused
   */
  static LoadedConfiguration start(String xml, Path folder) throws IOException {
    LoadedConfiguration loaded = new LoadedConfiguration();
    boolean started = false;
    try {
      byte[] whole =
          whole(xml)
              .replace("\"logs/", "\"" + folder + "/")
              .replace("\"people\"", "\"" + folder + "/people\"")
              .getBytes(UTF_8);
      ConfigurationSource source = new ConfigurationSource(new ByteArrayInputStream(whole));
      loaded.context.start(new XmlConfiguration(loaded.context, source));
      started = true;
      return loaded;
    } finally {
      if (!started) {
        loaded.close();
      }
    }
  }

  /** Whether an example shows only what stands inside a {@code SecurityAudit}. */
  static boolean isInsideAnAuditFile(String xml) {
    return Stream.of("<Retention", "<Redact", "<Keep", "<Pseudonymize", "<Rules", "<Risk")
        .anyMatch(xml.strip()::startsWith);
  }

  private static String whole(String xml) {
    String text = xml.strip();
    if (text.startsWith("<?xml") || text.startsWith("<Configuration")) {
      return text;
    }
    if (isInsideAnAuditFile(text)) {
      text = "<SecurityAudit name=\"audit\" fileName=\"logs/a.log\">" + text + "</SecurityAudit>";
    }
    if (LAYOUT.matcher(text).lookingAt()) {
      text = "<Console name=\"audit\">" + text + "</Console>";
    }
    if (!text.startsWith("<Appenders")) {
      text = "<Appenders>" + text + "</Appenders>";
    }
    if (!text.contains("<Loggers>")) {
      text += "<Loggers><Root><AppenderRef ref=\"audit\"/></Root></Loggers>";
    }
    return "<Configuration>" + text + "</Configuration>";
  }

  /**
   * What Log4j warned of since the start, but that there are no keys, as most examples have none,
   * and that nobody listens where a bridge sends to.
   */
  List<String> complaints() {
    return complaints.heard.stream()
        .filter(line -> !line.contains(NO_KEYS))
        .filter(line -> !line.contains("events wait on the disk"))
        .filter(line -> !line.contains("for the next start"))
        .toList();
  }

  /** Logs an event that every file of the documentation's examples takes; its id. */
  String audit() {
    return security().event(EventType.PAYMENT_FAILURE).log();
  }

  SecurityLogger security() {
    return SecurityLogger.getLogger(context, "docs");
  }

  Configuration configuration() {
    return context.getConfiguration();
  }

  Logger logger() {
    return context.getLogger("docs");
  }

  @Override
  public void close() {
    context.stop();
    StatusLogger.getLogger().removeListener(complaints);
  }

  private static final class Complaints implements StatusListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Complaints() {
      StatusLogger.getLogger().registerListener(this);
    }

    @Override
    public void log(StatusData data) {
      heard.add(data.getMessage().getFormattedMessage());
    }

    @Override
    public Level getStatusLevel() {
      return Level.WARN;
    }

    @Override
    public void close() {
      heard.clear();
    }
  }
}
