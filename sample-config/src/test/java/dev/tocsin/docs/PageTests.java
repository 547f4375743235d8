package dev.tocsin.docs;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes of a page in a JVM of its own and prints what came of each test. */
final class PageTests {
  private PageTests() {}

  /**
   * Runs them.
   *
   * @param args names of classes
   */
  public static void main(String[] args) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(args).map(name -> (DiscoverySelector) selectClass(name)).toList())
            .build();
    LauncherFactory.create().execute(request, new Printing());
  }

  private static final class Printing implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
        System.out.println(
            "test "
                + test.getDisplayName()
                + " "
                + result.getStatus()
                + result.getThrowable().map(thrown -> "\n" + thrown.getMessage()).orElse(""));
      }
    }
  }
}
