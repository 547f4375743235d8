package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T17: every cut is told, and no event is larger than the limit. */
class TruncationTest {
  private static final Limits WIDE = new Limits(16_777_216, 1_048_576, 1_024, 4_096, 65_536, 32);
  private static final Limits SMALL = new Limits(16_384, 1_000, 100, 20, 200, 3);

  private final JsonEventReader reader = JsonEventReader.lenient();

  @Test
  void wholeEventsSayNothing() {
    String whole = json(Limits.DEFAULT, large(new EventDraft(WIDE), 10));
    assertThat(whole).doesNotContain("is_truncated", "original_size");
  }

  /** The size told is the one that an encoder without limits really writes. */
  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 1_010, 5_000, 20_000, 200_000})
  void originalSizeIsExact(int chars) throws Exception {
    EventDraft draft = large(new EventDraft(WIDE), chars);
    String whole = json(WIDE, draft);
    assertThat(whole).doesNotContain("is_truncated");
    for (Limits limits : List.of(SMALL, Limits.DEFAULT)) {
      String cut = json(limits, draft);
      int size = whole.getBytes(StandardCharsets.UTF_8).length;
      if (!cut.equals(whole)) {
        assertThat(read(cut).originalSize()).isEqualTo(size);
      } else {
        assertThat(size).isLessThanOrEqualTo(limits.maxEventBytes() - 64);
      }
    }
  }

  @Test
  void cutsOfTheDraftAreToldWithTheirSize() throws Exception {
    for (int chars : new int[] {900, 1_001, 30_000}) {
      String whole = json(WIDE, large(new EventDraft(WIDE), chars));
      String cut = json(SMALL, large(new EventDraft(SMALL), chars));
      if (chars > SMALL.maxTextChars()) {
        assertThat(read(cut).originalSize())
            .isEqualTo(whole.getBytes(StandardCharsets.UTF_8).length);
      }
      assertThat(cut.contains("\"is_truncated\":true")).isEqualTo(!cut.equals(whole));
    }
  }

  private static EventDraft large(EventDraft draft, int chars) {
    draft.setType(EventType.DATA_EXPORT);
    draft.set(EventField.USER_ID, "ann");
    draft.set(EventField.MESSAGE, "m\"é€😀\u2028".repeat(chars / 7));
    draft.putDetail("first", "x".repeat(chars / 3)).putDetail("last", List.of(1, 2.5, "z"));
    return draft;
  }

  @Test
  void anEventCutOnceKeepsItsOriginalSize() throws Exception {
    SecurityEvent cut = read(json(SMALL, large(new EventDraft(WIDE), 50_000)));
    assertThat(read(json(SMALL, cut.toDraft())).originalSize()).isEqualTo(cut.originalSize());
    assertThat(cut.isTruncated()).isTrue();
  }

  @Test
  void deepValuesAreCutAtTheDepth() throws Exception {
    Object deep = "bottom";
    for (int i = 0; i < 30; i++) {
      deep = i % 2 == 0 ? List.of(deep) : Map.of("k", deep);
    }
    EventDraft draft = new EventDraft(WIDE).setType(EventType.LOGOUT).putDetail("deep", deep);
    String whole = json(WIDE, draft);
    String cut = json(SMALL, draft);
    assertThat(cut).contains("\"details\":{\"deep\":{\"k\":[\"…\"]}}");
    assertThat(read(cut).originalSize()).isEqualTo(whole.length());
  }

  @Test
  void entriesWithNamesTooLongAreLeftOutAndCounted() throws Exception {
    EventDraft draft = new EventDraft(WIDE).setType(EventType.LOGOUT);
    draft.putDetail("n".repeat(200) + "a", 1).putDetail("n".repeat(200) + "b", 2).putDetail("c", 3);
    String cut = json(SMALL, draft);
    assertThat(cut).contains("\"details\":{\"c\":3}");
    assertThat(read(cut).originalSize()).isEqualTo(json(WIDE, draft).length());
  }

  @Test
  void theNecessaryFieldsSurviveAnyFlood() throws Exception {
    EventDraft draft = new EventDraft(WIDE).setType(EventType.SQL_INJECTION_ATTEMPT);
    draft.setId(1, 2).setTimestampMicros(3).setSeq(Long.MAX_VALUE).setRiskTenths(100);
    draft.set(EventField.IP_ADDRESS, "2001:db8::1");
    flood(draft, "\u0000".repeat(40_000), 4_000);
    for (Limits limits : List.of(SMALL, Limits.DEFAULT, WIDE)) {
      SecurityEvent read = read(json(limits, draft));
      assertThat(read.eventId()).isEqualTo("00000000-0000-0001-0000-000000000002");
      assertThat(read.eventType()).isEqualTo(EventType.SQL_INJECTION_ATTEMPT);
      assertThat(read.ipAddress()).isEqualTo("2001:db8::1");
      assertThat(read.userId()).isNotEmpty();
      assertThat(read.source()).isNotEmpty();
      assertThat(read.riskScore()).isEqualTo(10.0);
    }
  }

  private static void flood(EventDraft draft, String text, int entries) {
    for (EventField field : EventField.all()) {
      if (field.kind() == EventField.Kind.TEXT
          && field != EventField.IP_ADDRESS
          && field != EventField.EVENT_ID) {
        draft.set(field, text);
      }
    }
    Object wide = text;
    for (int level = 0; level < 4; level++) {
      wide = Collections.nCopies(8, wide);
    }
    draft.addChange(text, wide, wide).addChange(text, wide, wide);
    for (int i = 0; i < entries; i++) {
      draft.putDetail("d" + i, List.of(text, Map.of(text, i)));
      draft.putRequestHeader(text + i, text);
      draft.addIndicator(text).addComplianceTag(text + i).addChange(text, text, text);
    }
  }

  @Test
  void noEventIsLargerThanTheLimitWhateverItHolds() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      Limits own = random.nextBoolean() ? WIDE : Limits.DEFAULT;
      EventDraft draft = new EventDraft(own).setType(EventType.XSS_ATTEMPT);
      for (EventField field : EventField.all()) {
        draft.set(field, text(random));
      }
      int details = random.nextInt(150);
      for (int d = 0; d < details; d++) {
        draft.putDetail(text(random), value(random, 0));
      }
      Limits limits = random.nextBoolean() ? SMALL : Limits.DEFAULT;
      read(json(limits, draft));
      ByteSink line = new ByteSink();
      new TextEncoder(ZoneOffset.UTC, limits).encode(draft, line);
      assertThat(line.length()).isLessThan(limits.maxEventBytes());
    }
  }

  private static String text(Random random) {
    String piece = Hostile.VALUES.get(random.nextInt(Hostile.VALUES.size()));
    return piece.repeat(random.nextInt(10) == 0 ? random.nextInt(1_000) : 1);
  }

  private static Object value(Random random, int depth) {
    int kind = random.nextInt(depth > 6 ? 2 : 4);
    if (kind < 2) {
      return kind == 0 ? text(random) : random.nextLong();
    }
    int size = random.nextInt(7);
    if (kind == 2) {
      return IntStream.range(0, size).mapToObj(i -> value(random, depth + 1)).toList();
    }
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(text(random), value(random, depth + 1));
    }
    return map;
  }

  @Test
  void cyclesEnd() throws Exception {
    List<Object> cycle = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      cycle.add(cycle);
    }
    EventDraft draft = new EventDraft().setType(EventType.LOGOUT).putDetail("cycle", cycle);
    assertThat(read(json(Limits.DEFAULT, draft)).isTruncated()).isTrue();
  }

  @Test
  void cutTextLinesSaySo() {
    EventDraft draft = large(new EventDraft(WIDE), 200_000);
    ByteSink sink = new ByteSink();
    new TextEncoder(ZoneOffset.UTC, SMALL).encode(draft, sink);
    assertThat(new String(sink.toByteArray(), StandardCharsets.UTF_8))
        .startsWith(
            "1970-01-01 00:00:00 | WARNING | event=data_export | success=true | user_id=ann")
        .endsWith(" | is_truncated=true");
  }

  private static String json(Limits limits, EventDraft draft) {
    ByteSink sink = new ByteSink();
    sink.putAscii("##");
    new JsonEncoder(limits).encode(draft, sink);
    assertThat(sink.length() - 2).isLessThanOrEqualTo(limits.maxEventBytes() - 33 - 1);
    return new String(sink.array(), 2, sink.length() - 2, StandardCharsets.UTF_8);
  }

  private SecurityEvent read(String json) throws EventFormatException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return reader.read(bytes, 0, bytes.length, EventTypes.builtIn());
  }
}
