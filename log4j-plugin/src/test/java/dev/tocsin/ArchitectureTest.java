package dev.tocsin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may know whom among this module's packages. An event walks through them once, forward; a
 * dependency that points backward fails here, and then the floor plan wants a new drawing before
 * the code does.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.tocsin";
  private static final String LOG4J_CORE = "org.apache.logging.log4j.core..";
  private static final String LOG4J = "org.apache.logging.log4j..";

  private static JavaClasses tocsin;

  @BeforeAll
  static void readClasses() {
    tocsin =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
  }

  @Test
  void findsTheClassesItJudges() {
    assertThat(tocsin)
        .extracting(JavaClass::getPackageName)
        .contains("dev.tocsin.event")
        .doesNotContain(ROOT);
  }

  /**
   * The packages named here know, of this module, only themselves and what stands beside them. A
   * package is added with its own line; the rest of the module is free to know it.
   */
  @ParameterizedTest(name = "{0} knows only [{1}]")
  @CsvSource({
    "event,   ''",
    "files,   ''",
    "keys,    ''",
    "privacy, event keys",
    "risk,    event",
    "encode,  event",
    "yaml,    event",
    "rules,   event yaml",
    "journal, event files keys",
    "notify,  event encode files",
    "respond, event rules",
    "inspect, event privacy",
    "audit,   event encode inspect privacy",
    "figures, encode event journal",
    "outlet,  audit event journal",
    "watch,   audit encode event files journal keys notify privacy respond rules",
  })
  void packageKnowsOnly(String name, String known) {
    Stream<String> allowed =
        Stream.concat(Stream.of(name), Arrays.stream(known.split(" ")))
            .filter(each -> !each.isEmpty())
            .map(ArchitectureTest::inside);
    classes()
        .that()
        .resideInAPackage(inside(name))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(resideOutsideOfPackage(ROOT + "..")))
        .allowEmptyShould(true)
        .check(tocsin);
  }

  @Test
  void eventNeedsOnlyTheJdkAndAnnotations() {
    classes()
        .that()
        .resideInAPackage(inside("event"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            inside("event"),
            "java..",
            "org.jspecify.annotations",
            "com.google.errorprone.annotations..")
        .allowEmptyShould(true)
        .check(tocsin);
  }

  @Test
  void log4jPackageIsKnownByNobody() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("log4j"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(inside("log4j"))
        .allowEmptyShould(true)
        .check(tocsin);
  }

  @Test
  void auditDoesNotKnowLog4jCore() {
    noClasses()
        .that()
        .resideInAPackage(inside("audit"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(LOG4J_CORE)
        .allowEmptyShould(true)
        .check(tocsin);
  }

  @Test
  void journalDoesNotKnowLog4j() {
    noClasses()
        .that()
        .resideInAPackage(inside("journal"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(LOG4J)
        .allowEmptyShould(true)
        .check(tocsin);
  }

  private static String inside(String name) {
    return ROOT + "." + name + "..";
  }
}
