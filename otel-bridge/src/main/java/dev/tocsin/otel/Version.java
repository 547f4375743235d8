package dev.tocsin.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import java.util.Objects;

/** Under which name and version records and metrics are made. */
final class Version {
  static final String NAME = "dev.tocsin";

  /** That of the jar; {@code development} outside of one. */
  static final String TEXT =
      Objects.requireNonNullElse(
          Version.class.getPackage().getImplementationVersion(), "development");

  private Version() {}

  /** What records are made by; with their numbers, its journal tells whether one is missing. */
  static InstrumentationScopeInfo scope(String journal) {
    return InstrumentationScopeInfo.builder(NAME)
        .setVersion(TEXT)
        .setAttributes(Attributes.of(LogRecords.JOURNAL, journal))
        .build();
  }
}
