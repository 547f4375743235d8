package dev.tocsin.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same application with more and with less on its class path. */
class ClassPathTest {
  @TempDir Path folder;

  @Test
  void withLogbackTheStartFailsAndSaysWhatToDo() throws Exception {
    List<String> classPath =
        new ArrayList<>(ChildJvm.classPath(each -> !each.startsWith("log4j-slf4j2-impl")));
    classPath.addAll(jars("logback"));

    ChildJvm child = ChildJvm.run(folder, classPath, List.of(), PlainApplication.class);

    assertThat(child.exitCode()).isEqualTo(1);
    assertThat(child.output())
        .contains("APPLICATION FAILED TO START")
        .containsPattern("Calls of the Log4j API go to \\S+SLF4J\\S+ and not to Log4j Core")
        .contains("Exclude spring-boot-starter-logging (Logback)")
        .contains("add spring-boot-starter-log4j2")
        .doesNotContain("\"in time\"");
    assertThat(folder.resolve("logs")).doesNotExist();
  }

  @Test
  void withoutSpringSecurityServletsAndActuatorNothingOfThoseIsLoaded() throws Exception {
    List<String> classPath =
        ChildJvm.classPath(
            each ->
                !each.startsWith("spring-security")
                    && !each.startsWith("spring-boot-security")
                    && !each.startsWith("spring-boot-actuator")
                    && !each.startsWith("spring-boot-health")
                    && !each.startsWith("jakarta.servlet")
                    && !each.startsWith("tomcat")
                    && !each.startsWith("spring-web"));

    ChildJvm child =
        ChildJvm.run(
            folder,
            classPath,
            List.of("-Xlog:class+load:file=" + folder.resolve("classes.txt")),
            PlainApplication.class);

    assertThat(child.exitCode()).as(child.output()).isZero();
    List<String> loaded =
        Files.readAllLines(folder.resolve("classes.txt")).stream()
            .flatMap(line -> Stream.of(line.split(" ")))
            .filter(each -> each.startsWith("dev.tocsin.spring.") && !each.contains("Plain"))
            .toList();
    assertThat(loaded)
        .contains("dev.tocsin.spring.TocsinEnvironment")
        .noneMatch(each -> each.contains("Authentication"))
        .noneMatch(each -> each.contains("Authorization"))
        .noneMatch(each -> each.contains("SecuritySession"))
        .noneMatch(each -> each.contains("SecurityEventsAuto"))
        .noneMatch(each -> each.contains("Filter"))
        .noneMatch(each -> each.contains("WebAuto"))
        .noneMatch(each -> each.contains("Endpoint"))
        .noneMatch(each -> each.contains("Health"))
        .noneMatch(each -> each.contains("BootAudit"));
  }

  @Test
  void noEventIsLostFromBeforeTheStartToTheEndOfTheProcess() throws Exception {
    ChildJvm child =
        ChildJvm.run(folder, ChildJvm.classPath(each -> true), List.of(), PlainApplication.class);

    assertThat(child.exitCode()).as(child.output()).isZero();
    assertThat(child.output())
        .contains("no SecurityAudit appender takes security events")
        .contains("\"user_id\":\"early\"");
    assertThat(Journals.events(folder.resolve("logs"), "admin_access"))
        .extracting(SecurityEvent::userId)
        .containsExactly("in time", "late");
  }

  @Test
  void restartsOfDevToolsGoOnWithOneJournal() throws Exception {
    List<String> classPath = new ArrayList<>(ChildJvm.classPath(each -> true));
    classPath.addAll(jars("devtools"));

    ChildJvm child = ChildJvm.run(folder, classPath, List.of(), RestartingApplication.class);

    assertThat(child.exitCode()).as(child.output()).isZero();
    List<SecurityEvent> told = Journals.events(folder.resolve("logs"), "admin_access");
    assertThat(told)
        .extracting(SecurityEvent::userId)
        .containsExactly("start 1", "start 2", "start 3");
    assertThat(told)
        .extracting(each -> each.details().get("loader"))
        .containsOnly("RestartClassLoader");
    assertThat(told).extracting(each -> each.details().get("journals")).containsOnly(1L);
    assertThat(new Verifier().verify(folder.resolve("logs")).findings()).isEmpty();
  }

  private static List<String> jars(String folder) throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", folder).toAbsolutePath())) {
      return jars.map(Path::toString).toList();
    }
  }
}
