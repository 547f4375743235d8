package dev.tocsin.test;

/** Where assertions on what was audited begin. To be imported statically, beside AssertJ's own. */
public final class AuditAssertions {
  private AuditAssertions() {}

  /** Assertions on a test's events, as they are when each is called. */
  public static AuditCaptureAssert assertThat(AuditCapture audit) {
    return new AuditCaptureAssert(audit);
  }

  /** Assertions on what a run of tests has exercised. */
  public static AuditCoverageAssert assertThat(AuditCoverage coverage) {
    return new AuditCoverageAssert(coverage);
  }
}
