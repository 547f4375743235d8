package dev.tocsin.test;

import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Fails the run at its end if it has not exercised what it has to. A listener can't do that; what
 * JUnit closes after the last test can: JUnit reports it as a failure of the engine.
 */
final class RequiredCoverage implements AutoCloseable {
  private static final Namespace NAMESPACE = Namespace.create(RequiredCoverage.class);

  private final List<String> required;

  private RequiredCoverage(List<String> required) {
    this.required = required;
  }

  /** Sees to it once for the run. */
  static void of(ExtensionContext context, Parameters parameters) {
    if (parameters.required().isEmpty()) {
      return;
    }
    try {
      // A wrong name is told before the tests, not after them.
      var unused = AuditCoverage.soFar().missing(parameters.required());
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(Parameters.REQUIRE + ": " + e.getMessage(), e);
    }
    Store store = context.getRoot().getStore(NAMESPACE);
    synchronized (RequiredCoverage.class) {
      if (store.get(Parameters.REQUIRE) == null) {
        store.put(Parameters.REQUIRE, new RequiredCoverage(parameters.required()));
      }
    }
  }

  @Override
  public void close() {
    List<String> missing = AuditCoverage.soFar().missing(required);
    if (!missing.isEmpty()) {
      throw new AssertionError(
          Parameters.REQUIRE
              + ": the tests recorded no event for "
              + String.join(", ", missing)
              + "; test what logs it, or take it off the list");
    }
  }
}
