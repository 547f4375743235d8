package dev.tocsin.test;

import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what a run of tests has exercised. */
public final class AuditCoverageAssert extends AbstractAssert<AuditCoverageAssert, AuditCoverage> {
  AuditCoverageAssert(AuditCoverage actual) {
    super(actual, AuditCoverageAssert.class);
  }

  /**
   * That at least one event of each was recorded.
   *
   * @param required names of types, and compliance tags: {@code auth_failure}, {@code pci-10.2.1.4}
   * @throws IllegalArgumentException one line, if a name is neither
   */
  public AuditCoverageAssert exercises(String... required) {
    isNotNull();
    List<String> missing = actual.missing(List.of(required));
    if (!missing.isEmpty()) {
      failWithMessage(
          "%s", "Nothing exercised " + String.join(", ", missing) + ".%n%n".formatted() + actual);
    }
    return this;
  }
}
