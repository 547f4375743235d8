package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackFileTest {
  private static final int THREADS = 4;
  private static final int EACH = 300;

  @TempDir Path folder;

  @Test
  void keepsEveryLineWholeFromThreadsThatAreInterruptedAllTheTime() throws Exception {
    FallbackFile fallback = new FallbackFile(folder.resolve("security_audit.log"));
    assertThat(fallback.path()).isEqualTo(folder.resolve("security_audit.log.fallback"));
    AtomicLong done = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String name = "t" + i;
      for (int n = 1; n <= EACH; n++) {
        expected.add(new String(Caller.open(name, n), StandardCharsets.UTF_8));
      }
      threads.add(
          new Thread(
              () -> {
                for (int n = 1; n <= EACH; n++) {
                  byte[] line = Caller.open(name, n);
                  try {
                    fallback.append(line, line.length);
                  } catch (IOException e) {
                    failed.incrementAndGet();
                  }
                  done.incrementAndGet();
                }
              }));
    }
    threads.forEach(Thread::start);
    long seen = -1;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      if (done.get() != seen) {
        seen = done.get();
        threads.forEach(Thread::interrupt);
      }
      Thread.onSpinWait();
    }
    assertThat(failed).hasValue(0);
    assertThat(Files.readAllLines(fallback.path())).containsExactlyInAnyOrderElementsOf(expected);
  }
}
