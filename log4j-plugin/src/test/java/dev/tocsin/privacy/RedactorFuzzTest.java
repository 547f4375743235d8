package dev.tocsin.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Whatever a text holds: no exception, and what is redacted once stays as it is. */
class RedactorFuzzTest {
  private static final Redactor REDACTOR = Redactor.standard();
  private static final JsonEncoder ENCODER = new JsonEncoder(Limits.DEFAULT);
  private static final String[] PIECES = {
    "password",
    "token",
    "=",
    ":",
    "\"",
    "\\\"",
    "'",
    " ",
    "\n",
    "://",
    "@",
    "4111" + "1111",
    "11111111",
    "4111 ",
    "1111",
    "-",
    "-----BEGIN ",
    "PRIVATE" + " KEY-----",
    "-----END ",
    "eyJ",
    "hbGciOiJIUzI1",
    ".",
    "AK" + "IA",
    "gh" + "p_",
    "Bearer ",
    "Basic ",
    "Cookie",
    "<pin>",
    "</pin>",
    "%3D",
    "%22",
    "%3A",
    "%5B",
    "%5D",
    "%70",
    "+",
    "\t",
    "[0]",
    "//",
    "%2F%2F",
    "%40",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    "&",
    "?",
    "sid",
    "pan",
    "value",
    "--",
    "-u ",
    "[redacted:token]",
    "[redacted:",
    "Digest "
  };

  @FuzzTest(maxDuration = "10m")
  void redactingTwiceIsRedactingOnce(FuzzedDataProvider data) {
    StringBuilder text = new StringBuilder();
    while (data.remainingBytes() > 0 && text.length() < 2_000) {
      text.append(
          data.consumeBoolean()
              ? data.pickValue(PIECES)
              : data.consumeString(1 + data.consumeInt(0, 20)));
    }
    String once = REDACTOR.redact(text.toString());
    assertThat(REDACTOR.redact(once)).isEqualTo(once);
    SecurityEvent event = event(text.toString());
    EventDraft again = event.toDraft();
    REDACTOR.redact(again);
    assertThat(json(again.toEvent())).isEqualTo(json(event));
    assertThat(again.toEvent()).isEqualTo(event);
  }

  private static String json(SecurityEvent event) {
    ByteSink sink = new ByteSink();
    ENCODER.encode(event, sink);
    return new String(sink.toByteArray(), StandardCharsets.UTF_8);
  }

  private static SecurityEvent event(String text) {
    EventDraft draft = new EventDraft().setType(EventType.API_ACCESS);
    draft.set(EventField.MESSAGE, text);
    draft.addIndicator(text);
    draft.putDetail(text, text).putDetail("list", List.of(text, Map.of(text, text), 1, true));
    draft.putRequestHeader(text, text).addChange(text, text, Map.of("name", text, "value", text));
    REDACTOR.redact(draft);
    return draft.toEvent();
  }
}
