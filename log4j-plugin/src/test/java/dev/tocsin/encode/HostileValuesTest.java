package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.Change;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Values;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CWE-117: whatever a value holds, it stays one value in one line. */
class HostileValuesTest {
  private final JsonEncoder json = new JsonEncoder(Limits.DEFAULT);
  private final TextEncoder text = new TextEncoder(ZoneOffset.UTC);
  private final JsonEventReader reader = JsonEventReader.lenient();

  @ParameterizedTest
  @EnumSource(EventField.class)
  void everyFieldReadsBackUnchangedFromOneLineOfJson(EventField field) throws Exception {
    for (String value : Hostile.VALUES) {
      EventDraft draft = new EventDraft().setType(EventType.AUTH_FAILURE);
      boolean taken = draft.set(field, value);
      SecurityEvent event = draft.toEvent();
      if (!taken) {
        assertThat(event.details()).containsEntry(field.jsonName() + "_invalid", value);
      } else if (field.kind() == EventField.Kind.TEXT) {
        assertThat(event.get(field)).isEqualTo(value);
      }
      assertReadsBack(event);
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void nestedValuesAndNamesReadBackUnchanged(String value) throws Exception {
    EventDraft draft = new EventDraft().setType(EventType.DATA_MODIFICATION);
    draft.putDetail(value, Map.of(value, List.of(value, Map.of(value, value))));
    draft.putRequestHeader(value, value);
    draft.addChange(value, value, List.of(value));
    draft.addIndicator(value).addComplianceTag(value);
    SecurityEvent event = draft.toEvent();
    assertThat(event.details()).containsOnlyKeys(name(value));
    assertThat(event.changes().get(0)).extracting(Change::oldValue).isEqualTo(value);
    assertReadsBack(event);
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesOfATextLineForgeNothing(String value) {
    for (String detail : List.of("plain", value)) {
      EventDraft draft = new EventDraft().setType(EventType.AUTH_FAILURE);
      draft.set(EventField.USER_ID, value);
      draft.set(EventField.SERVICE_ID, value);
      draft.putDetail("d", detail);
      List<String> fields = fieldsOf(draft);
      assertThat(fields)
          .hasSize(5)
          .startsWith("event=auth_failure", "success=false")
          .satisfies(
              all -> {
                assertThat(unescaped(all.get(2))).isEqualTo("user_id=" + value);
                assertThat(unescaped(all.get(3))).isEqualTo("service_id=" + value);
                assertThat(unescaped(all.get(4))).isEqualTo("details={'d': '" + detail + "'}");
              });
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void reasonsOfTheSuspiciousFormForgeNothing(String value) {
    EventDraft draft = new EventDraft().setType(EventType.SUSPICIOUS);
    draft.putDetail("reason", value).putDetail(value + "!", List.of(value));
    List<String> fields = fieldsOf(draft);
    assertThat(fields).hasSize(3).startsWith("SUSPICIOUS");
    assertThat(unescaped(fields.get(1))).isEqualTo("reason=" + value);
    assertThat(unescaped(fields.get(2)))
        .isEqualTo("details={'" + name(value + "!") + "': ['" + value + "']}");
  }

  /** Inside quotes, a quote that is not escaped ends the text, so each must be. */
  @Test
  void quotesInsideDetailsAreEscaped() {
    EventDraft draft = new EventDraft().setType(EventType.LOGOUT);
    draft.putDetail("a'b", "c'}, 'd': 'e\\");
    assertThat(fieldsOf(draft)).endsWith("details={'a\\'b': 'c\\'}, \\'d\\': \\'e\\\\'}");
  }

  @Test
  void randomTextsReadBackUnchanged() throws Exception {
    Random random = new Random(42);
    int[] starts = {0, 0x80, 0x2000, 0xd7f0, 0xdff0, 0xfe00, 0xffe0};
    for (int i = 0; i < 5_000; i++) {
      StringBuilder value = new StringBuilder();
      int length = random.nextInt(40);
      for (int c = 0; c < length; c++) {
        value.append((char) (starts[random.nextInt(starts.length)] + random.nextInt(0x80)));
      }
      EventDraft draft = new EventDraft().setType(EventType.LOGOUT);
      draft.set(EventField.MESSAGE, value);
      draft.set(EventField.USER_ID, value);
      SecurityEvent event = draft.toEvent();
      assertThat(event.message()).isEqualTo(value.toString());
      assertReadsBack(event);
      assertThat(unescaped(fieldsOf(draft).get(2))).isEqualTo("user_id=" + value);
    }
  }

  static Stream<String> values() {
    return Hostile.VALUES.stream();
  }

  private void assertReadsBack(SecurityEvent event) throws Exception {
    ByteSink sink = new ByteSink();
    json.encode(event, sink);
    assertOneHarmlessLine(sink);
    SecurityEvent read = reader.read(sink.array(), 0, sink.length(), EventTypes.builtIn());
    for (EventField field : EventField.all()) {
      Object value = event.get(field);
      if (value != null && field != EventField.IS_TRUNCATED) {
        assertThat(read.get(field)).as(field.jsonName()).isEqualTo(value);
      }
    }
  }

  /** What is left of a text as a name. */
  private static String name(String text) {
    return Values.name(text.substring(0, Math.min(Limits.DEFAULT.maxNameChars(), text.length())));
  }

  private List<String> fieldsOf(EventDraft draft) {
    ByteSink sink = new ByteSink();
    text.encodeBody(draft, sink);
    String line = assertOneHarmlessLine(sink);
    String rest = line.replace(" | is_truncated=true", "");
    List<String> fields = new ArrayList<>();
    for (int at = rest.indexOf(" | "); at >= 0; at = rest.indexOf(" | ")) {
      fields.add(rest.substring(0, at));
      rest = rest.substring(at + 3);
    }
    fields.add(rest);
    return fields;
  }

  private static String assertOneHarmlessLine(ByteSink sink) {
    String line;
    try {
      line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(sink.array(), 0, sink.length()))
              .toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
    assertThat(line)
        .doesNotContainPattern(
            "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]");
    return line;
  }

  /** Reads the escapes of a text line, as the Javadoc of TextEncoder describes them. */
  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case '\\', '\'' -> out.append(next);
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
          i += 4;
        }
        default -> throw new AssertionError("no escape: \\" + next);
      }
    }
    return out.toString();
  }
}
