package dev.tocsin.test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tocsin.log4j.AuditInMemory;
import org.junit.jupiter.api.Test;

class TestKitArchitectureTest {
  private final JavaClasses kit =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tocsin.test");

  /** What goes on inside the plugin is none of a test's business. */
  @Test
  void onlyEventsTheAuditApiAndAuditInMemoryAreKnown() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.tocsin..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                                "dev.tocsin.test..", "dev.tocsin.event..", "dev.tocsin.audit..")
                            .or(belongToAnyOf(AuditInMemory.class)))))
        .check(kit);
  }
}
