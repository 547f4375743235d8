package dev.tocsin.test;

import dev.tocsin.log4j.AuditInMemory;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Tells the kit which tests run on which threads, and writes the coverage report at the end.
 * JUnit's launcher finds it by itself; tests have no use for it.
 */
public final class RunListener implements TestExecutionListener {
  private final Attribution attribution = Kit.get().attribution();
  private final AtomicBoolean inMemory = new AtomicBoolean();
  private volatile @Nullable Path report;

  /** For JUnit's launcher. */
  public RunListener() {}

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    // What is wrong in a parameter is told by the extension, which can fail a test for it.
    Parameters parameters = Parameters.of(plan.getConfigurationParameters()::get);
    report = parameters.report();
    inMemory.set(parameters.inMemory());
    if (inMemory.get()) {
      AuditInMemory.begin();
    }
    Kit.get().runStarted();
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    Kit.get().runFinished();
    if (inMemory.getAndSet(false)) {
      AuditInMemory.end();
    }
    Path folder = report;
    if (folder != null) {
      new CoverageFolder(folder).add(Kit.get().coverage().snapshot());
    }
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    attribution.started(test.getUniqueId(), test.getParentId().orElse(null));
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    attribution.finished(test.getUniqueId());
  }
}
