package dev.tocsin.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells how an application comes to log by Log4j Core. */
final class OtherBackEndFailureAnalyzer extends AbstractFailureAnalyzer<OtherBackEndException> {
  OtherBackEndFailureAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, OtherBackEndException cause) {
    return new FailureAnalysis(
        cause.getMessage() + ", so that no security event would be recorded.",
        "Exclude spring-boot-starter-logging (Logback) from every Spring Boot starter, and add"
            + " spring-boot-starter-log4j2. To start without an audit log, set"
            + " tocsin.enabled=false.",
        cause);
  }
}
