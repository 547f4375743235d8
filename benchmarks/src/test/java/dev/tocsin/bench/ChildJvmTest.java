package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
  /** Prints what it was given, and fails where that is {@code fail}. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] args) {
      System.out.println(System.getProperty("said") + " " + String.join(" ", args));
      System.exit(args[0].equals("fail") ? 3 : 0);
    }
  }

  @Test
  void whatItPrintsComesBack() throws Exception {
    assertThat(ChildJvm.run(List.of("-Dsaid=hello"), Echo.class, List.of("to", "you")))
        .containsExactly("hello to you");
  }

  @Test
  void aFailureIsToldWithItsExitCodeAndItsOutput() {
    assertThatIOException()
        .isThrownBy(() -> ChildJvm.run(List.of("-Dsaid=no"), Echo.class, List.of("fail")))
        .withMessageEndingWith("fail: ended with 3: no fail");
  }
}
