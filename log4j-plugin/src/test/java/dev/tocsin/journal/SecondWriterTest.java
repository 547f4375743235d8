package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal has one writer, wherever the second one sits. */
class SecondWriterTest {
  private static final String WAY_OUT =
      "; a journal has one writer: give each process a file of its own, for example with"
          + " ${tocsin:pid} in fileName";

  @TempDir Path folder;
  private TestJournal place;

  @BeforeEach
  void setUp() {
    place = TestJournal.in(folder.resolve("logs"));
  }

  private static String refusal(Path file) {
    return file
        + ": is being written by process "
        + ProcessHandle.current().pid()
        + ", writer shop, since 2026-11-22T10:00:00.000000Z"
        + WAY_OUT;
  }

  /** A refusal must not cost the first writer its lock, as closing a file would. */
  private void assertStillLocked() throws Exception {
    ChildJvm other = ChildJvm.start(CommandedWriter.class);
    assertThat(other.ask("open " + place.file))
        .isEqualTo("JournalException: " + refusal(place.file));
    other.kill();
  }

  @Test
  void isRefusedInTheSameProcess() throws Exception {
    try (Journal journal = place.open()) {
      assertThatThrownBy(place::open)
          .isInstanceOf(JournalException.class)
          .hasMessage(refusal(place.file));
      assertStillLocked();
      new Caller(journal, "a").log(1);
    }
    place.log("b", 1);
    place.check().isRight();
  }

  @Test
  void isRefusedInTheSameProcessThroughAnotherNameOfTheFolder() throws Exception {
    try (Journal journal = place.open()) {
      TestJournal linked =
          TestJournal.in(Files.createSymbolicLink(folder.resolve("link"), place.folder));
      assertThatThrownBy(linked::open)
          .isInstanceOf(JournalException.class)
          .hasMessage(refusal(linked.file));
      assertStillLocked();
      new Caller(journal, "a").log(1);
    }
    place.check().isRight();
  }

  @Test
  void isRefusedInAnotherClassLoader() throws Exception {
    List<URL> code = new ArrayList<>();
    for (Path path : ChildJvm.codeOf(CommandedWriter.class)) {
      code.add(path.toUri().toURL());
    }
    try (Journal journal = place.open();
        URLClassLoader loader =
            new URLClassLoader(code.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(CommandedWriter.class.getName());
      assertThat(type).isNotSameAs(CommandedWriter.class);
      Method tryOpen = type.getDeclaredMethod("tryOpen", String.class);
      tryOpen.setAccessible(true);
      assertThat(tryOpen.invoke(null, place.file.toString()))
          .isEqualTo("JournalException: " + refusal(place.file));
      assertStillLocked();
      new Caller(journal, "a").log(1);
    }
    place.check().isRight();
  }

  @Test
  void isRefusedInAnotherProcessAndTakenOnceThatOneIsKilled() throws Exception {
    ChildJvm other = ChildJvm.start(CommandedWriter.class);
    assertThat(other.ask("open " + place.file)).isEqualTo("open");
    assertThat(other.ask("log 3")).isEqualTo("logged to 3");
    assertThatThrownBy(place::open)
        .isInstanceOf(JournalException.class)
        .hasMessageMatching(
            "\\Q"
                + place.file
                + ": is being written by process "
                + other.pid()
                + ", writer child, since \\E[0-9T:.-]+Z\\Q"
                + WAY_OUT
                + "\\E");
    assertThat(other.ask("log 2")).isEqualTo("logged to 5");
    other.kill();
    place.reopenClean(6);
  }

  @Test
  void writersNameIsOneLineInTheRefusalWhateverItIs() throws IOException {
    String name = "shop\n\u001b[31mfine\n";
    try (Journal journal = place.open(config -> config.writer(name))) {
      assertThat(journal.lastSeq()).isZero();
      assertThatThrownBy(place::open)
          .hasMessageContaining(", writer shop??[31mfine?, since ")
          .hasMessageNotContaining("\n");
    }
  }
}
