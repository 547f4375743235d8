package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartupProgramTest {
  @Test
  void bothStartAsTheyAreAndFromArchives() throws Exception {
    // A JVM that can't use the archive it was given fails here.
    assertThat(StartupProgram.run(1))
        .extracting(Figure::name)
        .containsExactly(
            "start, Log4j alone",
            "start, with an audit log",
            "start, what Tocsin adds",
            "start with an archive of classes, Log4j alone",
            "start with an archive of classes, with an audit log",
            "start with an archive of classes, what Tocsin adds");
  }
}
