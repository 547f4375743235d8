package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.rules.RuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The five rules that are in force without a rule file. */
final class ShippedRules {
  private ShippedRules() {}

  /**
   * Their text, without those that are ready but off.
   *
   * @param keys for how many clients each has room
   */
  static String text(int keys) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RuleFile.class.getResourceAsStream("shipped.yaml"))) {
      String text =
          new String(in.readAllBytes(), UTF_8)
              .replaceAll("\ncorrelation:\n", "\nmax_keys: " + keys + "\ncorrelation:\n");
      return text.substring(0, text.indexOf("---\ntitle: Sign-in succeeded"));
    }
  }
}
