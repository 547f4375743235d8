package dev.tocsin.otel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class OtelArchitectureTest {
  private final JavaClasses bridge =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tocsin.otel");

  /** The application has no command line; who adds the bridge does not get one. */
  @Test
  void onlyTheCommandKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tocsin.otel.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tocsin.cli..", "dev.tocsin.trail..", "picocli..")
        .check(bridge);
  }

  /** Who sends events carries no compiler about. */
  @Test
  void onlyTheCommandKnowsTheCompilerOfRules() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tocsin.otel.cli..", "dev.tocsin.otel.compile..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tocsin.otel.compile..")
        .check(bridge);
  }

  /** What is internal, or in no stable artifact, changes without a word. */
  @Test
  void onlyWhatOpenTelemetryPromisesIsUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.opentelemetry..internal..", "io.opentelemetry..incubator..")
        .check(bridge);
  }

  @Test
  void whatPlugsIntoLog4jOfTocsinIsNotKnown() {
    noClasses().should().dependOnClassesThat().resideInAPackage("dev.tocsin.log4j..").check(bridge);
  }
}
