package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookReaderTest {
  /** As Alertmanager 0.33 sends it. */
  private static final String MESSAGE =
      """
      {"receiver":"processes","status":"firing","alerts":[{"status":"firing",
      "labels":{"alertname":"many_block","engine":"loki","response":"block","rule":"many",
      "tocsin_client_network":"203.0.113.66"},"annotations":{"summary":"é"},
      "startsAt":"2026-11-28T10:00:00.123456789+01:00","endsAt":"0001-01-01T00:00:00Z",
      "generatorURL":"","fingerprint":"0123456789abcdef"}],
      "groupLabels":{"rule":"many"},"commonLabels":{},"commonAnnotations":{},
      "externalURL":"http://alertmanager:9093","version":"4","groupKey":"{}:{rule=\\"many\\"}",
      "truncatedAlerts":3}
      """
          .replace("\n", "");

  private static WebhookMessage read(String body) {
    return WebhookReader.read(body.getBytes(UTF_8));
  }

  @Test
  void readsWhatBlocksNeed() {
    WebhookMessage message = read(MESSAGE);
    assertThat(message.externalUrl()).isEqualTo("http://alertmanager:9093");
    assertThat(message.truncatedAlerts()).isEqualTo(3);
    assertThat(message.alerts())
        .containsExactly(
            new WebhookMessage.Alert(
                true,
                Map.of(
                    "alertname", "many_block",
                    "engine", "loki",
                    "response", "block",
                    "rule", "many",
                    "tocsin_client_network", "203.0.113.66"),
                Instant.parse("2026-11-28T09:00:00.123456789Z"),
                "0123456789abcdef"));
  }

  /** A message with one thing put for another, and what is said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "\"version\":\"4\" ! \"version\":\"5\" ! version \"5\": this takes messages of Alertmanager",
        "\"version\":\"4\" ! \"version\":4 ! version is not a text",
        "\"version\":\"4\", ! `` ! version is missing: this takes",
        "\"version\":\"4\" ! \"version\":\"4\",\"version\":\"4\" ! Duplicate field 'version'",
        "\"alerts\":[ ! \"alarms\":[ ! alerts is missing",
        "\"alerts\":[ ! \"alerts\":{},\"more\":[ ! alerts is not a list",
        "\"alerts\":[ ! \"alerts\":[null, ! an alert is not an object",
        "\"status\":\"firing\",\"labels\" ! \"labels\" ! status is missing",
        "\"status\":\"firing\", ! \"status\":\"pending\", ! status \"pending\" of an alert",
        "\"labels\":{ ! \"labels\":[],\"more\":{ ! labels is not an object",
        "\"rule\":\"many\", ! \"rule\":7, ! label \"rule\" is not a text",
        "\"rule\":\"many\", ! \"rule\":\"many\",\"rule\":\"a\", ! Duplicate field 'rule'",
        "2026-11-28T ! yesterday ! startsAt \"yesterday10:00:00.123456789+01:00\": use a time",
        "\"startsAt\" ! \"startedAt\" ! startsAt is missing",
        "0123456789abcdef ! 0123456789ABCDEF ! fingerprint \"0123456789ABCDEF\": use 16 hexa",
        "\"fingerprint\" ! \"print\" ! fingerprint is missing",
        "\"truncatedAlerts\":3 ! \"truncatedAlerts\":3.5 ! truncatedAlerts is not a whole number",
        "\"truncatedAlerts\":3 ! \"truncatedAlerts\":99999999999999999999 ! out of range of long",
        "\"truncatedAlerts\":3} ! \"truncatedAlerts\":3}{} ! there is more behind the message",
        "\"truncatedAlerts\":3} ! \"truncatedAlerts\":NaN} ! no JSON as Alertmanager writes it",
      })
  void saysInOneLineWhatIsWrong(String original, String changed, String said) {
    String body = MESSAGE.replace(original, changed);
    assertThat(body).isNotEqualTo(MESSAGE);
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said)
        .message()
        .doesNotContain("\n")
        .hasSizeLessThan(400);
  }

  @ParameterizedTest
  @CsvSource({
    "'', the message is not an object",
    "[], the message is not an object",
    "null, the message is not an object",
    "{, no JSON as Alertmanager writes it",
    "\ufeff{}, no JSON as Alertmanager writes it",
    "'{\"version\":\"4\",\"alerts\":[]', no JSON as Alertmanager writes it",
  })
  void whatIsNoMessageIsRefused(String body, String said) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }

  @Test
  void whatIsDeepIsRefusedBeforeItIsFollowed() {
    String body = "{\"version\":\"4\",\"alerts\":[],\"x\":" + "[".repeat(400_000);
    assertThatThrownBy(() -> read(body)).hasMessageContaining("nesting depth");
  }

  @Test
  void otherEncodingsAreRefused() {
    for (byte[] body :
        new byte[][] {
          MESSAGE.getBytes(ISO_8859_1),
          MESSAGE.getBytes(UTF_16),
          {'{', '"', (byte) 0xc0, (byte) 0x80, '"'},
          {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}
        }) {
      assertThatThrownBy(() -> WebhookReader.read(body)).hasMessage("the message is no UTF-8");
    }
  }

  @Test
  void aMessageThatIsCutAnywhereIsRefused() {
    byte[] whole = MESSAGE.getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> WebhookReader.read(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Whatever stands in it, it is read or refused, and nothing else. */
  @Test
  void changedBytesAreReadOrRefused() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261129);
    byte[] whole = MESSAGE.getBytes(UTF_8);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(WebhookReader.read(changed).alerts()).hasSizeLessThan(3);
      } catch (IllegalArgumentException e) {
        refused++;
        assertThat(String.valueOf(e.getMessage())).doesNotContain("\n").isNotEmpty();
      }
    }
    assertThat(refused).isBetween(5_000, 19_999);
  }
}
