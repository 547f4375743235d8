package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of seconds tells a leak that is built in; it is the same run that CI has longer. */
class SoakTest {
  private static final Duration TIME = Duration.ofSeconds(2);

  /** Until what an audit log starts beside itself is there, on a busy machine too. */
  private static final Duration LONGER = Duration.ofSeconds(4);

  private static final Duration EVERY = Duration.ofMillis(20);

  private final List<AutoCloseable> leaked = new ArrayList<>();

  @BeforeEach
  void filesLieIn(@TempDir Path folder) {
    System.setProperty(Folder.PROPERTY, folder.toString());
  }

  @AfterEach
  void end() throws Exception {
    System.clearProperty(Folder.PROPERTY);
    for (AutoCloseable each : leaked) {
      each.close();
    }
  }

  @Test
  void everyThingThatLeaksIsNamedAndTheJournalIsWhole(@TempDir Path folder) throws Exception {
    List<ByteBuffer> buffers = new ArrayList<>();
    CountDownLatch end = new CountDownLatch(1);
    leaked.add(end::countDown);
    Path file = folder.resolve("leaked");
    Soak soak =
        new Soak(
            TIME,
            EVERY,
            () -> {
              // Several at each look, as a busy machine has few looks.
              for (int i = 0; i < 8; i++) {
                leaked.add(open(file));
                buffers.add(ByteBuffer.allocateDirect(1 << 18));
                waitFor(end);
              }
            });
    assertThat(missed(soak))
        .contains("open files, growth", "direct memory, growth", "threads, growth")
        .doesNotContain(
            "events not recorded",
            "events not sent in the end",
            "events lost on the way",
            "findings of the verifier",
            "events that the journal lacks");
    assertThat(buffers).isNotEmpty();
  }

  @Test
  void withoutALeakNothingOfThatGrows() throws Exception {
    assertThat(missed(new Soak(LONGER, EVERY, () -> {})))
        .doesNotContain("open files, growth", "direct memory, growth", "threads, growth");
  }

  private static List<String> missed(Soak soak) throws IOException, InterruptedException {
    return soak.run().stream().filter(each -> !each.isMet()).map(Figure::name).toList();
  }

  private static FileChannel open(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void waitFor(CountDownLatch end) {
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
