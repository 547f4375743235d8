package dev.tocsin.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes that are made to be run so, within a test. */
final class Runs {
  static final Map<String, String> PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled",
          "true",
          "junit.jupiter.execution.parallel.mode.default",
          "concurrent",
          "junit.jupiter.execution.parallel.config.strategy",
          "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism",
          "8",
          "junit.jupiter.execution.parallel.config.fixed.max-pool-size",
          "8");

  /** What came of a run: passed tests by name, failures as {@code name: message}. */
  record Outcome(List<String> passed, List<String> failed) {}

  private Runs() {}

  static Outcome run(Map<String, String> parameters, Class<?>... classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(classes)
                    .map(each -> (org.junit.platform.engine.DiscoverySelector) selectClass(each))
                    .toList())
            .configurationParameters(parameters)
            .build();
    Outcome outcome =
        new Outcome(
            Collections.synchronizedList(new ArrayList<>()),
            Collections.synchronizedList(new ArrayList<>()));
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                  if (test.isTest()) {
                    outcome.passed().add(test.getDisplayName());
                  }
                } else {
                  outcome
                      .failed()
                      .add(
                          test.getDisplayName()
                              + ": "
                              + result.getThrowable().map(Throwable::getMessage).orElse(""));
                }
              }
            });
    return outcome;
  }
}
