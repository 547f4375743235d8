package dev.tocsin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Python of docs/notifications.md takes our signatures and no others. */
class SignatureExampleTest {
  private static final Pattern BLOCK = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);
  private static final long NOW = 1_764_338_400;

  /** What the page's function answers, a line each. */
  private static String answers(String calls) throws IOException, InterruptedException {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/notifications.md")));
    assertThat(block.find()).isTrue();
    Process python;
    try {
      python =
          new ProcessBuilder("python3", "-c", block.group(1) + calls)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError("this test has to run, and needs python3", e);
      }
      assumeTrue(false, "needs python3: " + e.getMessage());
      throw e;
    }
    String said = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void exampleTakesOurSignatureAndNoOther() throws Exception {
    byte[] body = NotificationJson.write(Alerts.firing(UUID.randomUUID()));
    String header = Signature.of(Secret.ofVariable("SECRET", Alerts.SECRET), NOW, body);
    String values =
        "\nheader, secret = '%s', b'%s'\nbody = bytes.fromhex('%s')\n"
            .formatted(header, Alerts.SECRET, HexFormat.of().formatHex(body));
    String calls =
        """
        print(is_genuine(header, body, secret, NOW))
        print(is_genuine(header, body, secret, NOW + 299))
        print(is_genuine(header, body, secret, NOW + 301))
        print(is_genuine(header, body, secret))
        print(is_genuine(header, body + b' ', secret, NOW))
        print(is_genuine(header, body, b'other', NOW))
        print(is_genuine(header.replace('t=', 't=1'), body, secret, NOW))
        print(is_genuine('', body, secret, NOW))
        print(is_genuine('t=x,v1=ü', body, secret, NOW))
        """
            .replace("NOW", Long.toString(NOW));
    assertThat(answers(values + calls).lines())
        .containsExactly(
            "True", "True", "False", "False", "False", "False", "False", "False", "False");
  }
}
