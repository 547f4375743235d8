package dev.tocsin.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class SpringArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tocsin.spring");

  @Test
  void onlyTheListenersAndTheirConfigurationKnowSpringSecurity() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(AuthenticationEvents|AuthorizationEvents|SecuritySessionEvents"
                + "|QuietAuthentication(\\$\\w+)?|UnmappedAuthenticationFailureEvent"
                + "|SecurityEventsAutoConfiguration(\\$\\w+)?)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework.security..")
        .check(classes);
  }

  @Test
  void onlyTheFilterAndItsConfigurationKnowServlets() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(AuditFilterRegistration|ErrorDispatch|SignedInUserFilter|WebAutoConfiguration"
                + "|SecurityEventsAutoConfiguration(\\$\\w+)?|WebTexts)")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.servlet..", "dev.tocsin.servlet..")
        .check(classes);
  }

  @Test
  void onlyTheEndPointAndHealthAndAuditEventsKnowTheActuator() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(ActuatorAutoConfiguration(\\$\\w+)?|TocsinEndpoint(\\$\\w+)?"
                + "|TocsinHealthIndicator|BootAuditEvents(AutoConfiguration)?)")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.boot.actuate..", "org.springframework.boot.health..")
        .check(classes);
  }

  /** They attach by themselves, or not at all. */
  @Test
  void theBridgeAndTheTrailAreNotKnown() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tocsin.otel..", "dev.tocsin.trail..", "dev.tocsin.cli..")
        .check(classes);
  }
}
