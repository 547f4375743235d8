package dev.tocsin.spring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells which properties an audit log that can't be opened was made of, and where they stand. */
final class JournalFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
  private static final String OWN = "SecurityAudit \"" + AuditSetup.APPENDER + "\": ";

  JournalFailureAnalyzer() {}

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
    String message = String.valueOf(cause.getMessage());
    AuditSetup setup =
        LogManager.getContext(false) instanceof LoggerContext log4j
            ? AuditSetup.running(log4j)
            : null;
    if (!message.contains(OWN) || setup == null) {
      return null;
    }
    StringBuilder description =
        new StringBuilder("The audit log that tocsin.* properties ask for can't be opened:\n\n    ")
            .append(message.replace(OWN, ""));
    for (ConfigurationProperty each : setup.mentionedIn(message)) {
      description
          .append("\n\n    Property: ")
          .append(each.getName())
          .append("\n    Value: \"")
          .append(each.getValue())
          .append("\"\n    Origin: ")
          .append(each.getOrigin());
    }
    return new FailureAnalysis(
        description.toString(),
        "Correct the application's configuration. To start without an audit log, set"
            + " tocsin.enabled=false.",
        cause);
  }
}
