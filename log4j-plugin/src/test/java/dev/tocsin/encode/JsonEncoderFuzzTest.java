package dev.tocsin.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whatever an event holds: one line, within the limit, and it reads back to the same event. */
class JsonEncoderFuzzTest {
  private static final Limits SMALL = new Limits(16_384, 64, 16, 8, 16, 2);
  private static final List<EventType> TYPES = List.copyOf(EventTypes.builtIn().all());

  private final JsonEventReader reader = JsonEventReader.lenient();

  @FuzzTest(maxDuration = "10m")
  void anEventReadsBackToItself(FuzzedDataProvider data) throws Exception {
    Limits limits = data.consumeBoolean() ? Limits.DEFAULT : SMALL;
    SecurityEvent event = draft(data, limits).toEvent();
    byte[] line = json(limits, event);
    SecurityEvent read = read(line);
    boolean cut = new String(line, UTF_8).contains("\"is_truncated\":true");
    assertThat(read.isTruncated()).isEqualTo(cut);
    for (EventField field : EventField.all()) {
      Object value = event.get(field);
      if (value != null && (!cut || field.kind() == EventField.Kind.ENUM)) {
        assertThat(read.get(field)).as(field.jsonName()).isEqualTo(value);
      }
    }
    assertThat(json(limits, read)).as("written again").isEqualTo(line);
    assertTextIsOneLine(limits, event);
  }

  private static byte[] json(Limits limits, SecurityEvent event) {
    ByteSink sink = new ByteSink();
    new JsonEncoder(limits).encode(event, sink);
    assertThat(sink.length()).isLessThanOrEqualTo(limits.maxEventBytes() - 34);
    byte[] line = sink.toByteArray();
    assertHarmless(line);
    return line;
  }

  private SecurityEvent read(byte[] line) throws EventFormatException {
    return reader.read(line, 0, line.length, EventTypes.builtIn());
  }

  private static void assertTextIsOneLine(Limits limits, SecurityEvent event) {
    ByteSink sink = new ByteSink();
    new TextEncoder(ZoneOffset.UTC, limits).encode(event, sink);
    assertThat(sink.length()).isLessThan(limits.maxEventBytes());
    assertHarmless(sink.toByteArray());
  }

  private static void assertHarmless(byte[] line) {
    String text = new String(line, UTF_8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff;
      boolean bidi =
          c == 0x61c
              || c == 0x200e
              || c == 0x200f
              || (c >= 0x202a && c <= 0x202e)
              || (c >= 0x2066 && c <= 0x2069);
      if (control || bidi) {
        throw new AssertionError("character " + Integer.toHexString(c) + " at " + i + ": " + text);
      }
    }
  }

  private static EventDraft draft(FuzzedDataProvider data, Limits limits) {
    EventDraft draft = new EventDraft(limits);
    draft.setType(
        data.consumeBoolean()
            ? data.pickValue(TYPES)
            : EventTypes.unregistered(data.consumeString(80)));
    draft.setTimestampMicros(data.consumeLong());
    int actions = data.consumeInt(0, 30);
    for (int i = 0; i < actions && data.remainingBytes() > 0; i++) {
      act(data, draft);
    }
    return draft;
  }

  private static void act(FuzzedDataProvider data, EventDraft draft) {
    switch (data.consumeInt(0, 11)) {
      case 0, 1, 2 -> draft.set(data.pickValue(EventField.all()), text(data));
      case 3, 4 -> draft.putDetail(text(data), value(data, 0));
      case 5 -> draft.putRequestHeader(text(data), text(data));
      case 6 -> draft.addChange(text(data), value(data, 0), value(data, 0));
      case 7 -> draft.addIndicator(text(data)).addComplianceTag(text(data));
      case 8 -> draft.setId(data.consumeLong(), data.consumeLong());
      case 9 -> draft.setServiceId(value(data, 0));
      case 10 -> draft.setRiskTenths(data.consumeInt()).setResponseStatus(data.consumeLong());
      default -> draft.setLoggedAtMicros(data.consumeLong()).setSuccess(data.consumeBoolean());
    }
  }

  private static String text(FuzzedDataProvider data) {
    String text = data.consumeString(data.consumeBoolean() ? 8 : 200);
    return data.consumeProbabilityFloat() > 0.95f ? text.repeat(300) : text;
  }

  private static @Nullable Object value(FuzzedDataProvider data, int depth) {
    int kind = data.consumeInt(0, depth > 8 ? 7 : 9);
    return switch (kind) {
      case 0 -> null;
      case 1 -> data.consumeBoolean();
      case 2 -> data.consumeLong();
      case 3 -> data.consumeDouble();
      case 4 -> data.consumeFloat();
      case 5 -> data.consumeInt();
      case 6, 7 -> text(data);
      case 8 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = data.consumeInt(0, 12); i > 0; i--) {
          list.add(value(data, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = data.consumeInt(0, 12); i > 0; i--) {
          map.put(text(data), value(data, depth + 1));
        }
        yield map;
      }
    };
  }
}
