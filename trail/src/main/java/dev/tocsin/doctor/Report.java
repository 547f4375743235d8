package dev.tocsin.doctor;

import java.util.ArrayList;
import java.util.List;

/** Takes the findings of one check. Not for use by two threads. */
final class Report {
  private final String id;
  private final List<Finding> findings = new ArrayList<>();

  Report(Check check) {
    this.id = check.id();
  }

  void error(String message) {
    findings.add(new Finding(id, Finding.Level.ERROR, message));
  }

  void warning(String message) {
    findings.add(new Finding(id, Finding.Level.WARNING, message));
  }

  void info(String message) {
    findings.add(new Finding(id, Finding.Level.INFO, message));
  }

  List<Finding> findings() {
    return findings;
  }
}
