package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Limits;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events a query wants, and that the look at a line's bytes leaves none of them out. */
class EventQueryTest {
  private static final int EVENTS = 2_000;
  private static final int QUERIES = 20;

  /** With letters whose case is peculiar, marks of JSON and of lists, and what is escaped. */
  private static final List<String> CHARACTERS =
      List.of(
          "a",
          "A",
          "i",
          "I",
          "k",
          "K",
          "z",
          "9",
          "0",
          "_",
          ".",
          ":",
          "@",
          "-",
          " ",
          "=",
          ",",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          "/",
          "<",
          "|",
          "\n",
          "\u0130",
          "\u0131",
          "\u212a",
          "\u212b",
          "\u017f",
          "\u00df",
          "\u03a3",
          "\u00c9",
          "\u2028",
          "\ud83d\ude00",
          "e",
          "E",
          "x",
          "n");

  private final List<Severity> severities = List.of(Severity.values());
  private final List<EventType> types = List.copyOf(EventTypes.builtIn().all());
  private final Random random = new Random(14);
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
  private final JsonEventReader reader = JsonEventReader.lenient();

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(CHARACTERS.get(random.nextInt(CHARACTERS.size())));
    }
    return text.toString();
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 2 ? 5 : 7)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
      case 2 -> random.nextBoolean();
      case 3 -> random.nextInt(1_000);
      case 4 -> text();
      case 5 -> List.of(value(depth + 1), value(depth + 1));
      default -> Map.of("n" + text(), value(depth + 1));
    };
  }

  private EventDraft draft() {
    EventDraft draft = new EventDraft();
    if (random.nextInt(4) == 0) {
      draft.setResponseStatus(204).set(EventField.MESSAGE, "say \"x\"");
    }
    draft
        .setType(types.get(random.nextInt(types.size())))
        .setId(random.nextLong(), random.nextLong() | 1)
        .setTimestampMicros(1_700_000_000_000_000L + random.nextLong(1L << 50))
        .setSuccess(random.nextBoolean())
        .setSeverity(severities.get(random.nextInt(severities.size())))
        .setRiskTenths(random.nextInt(101));
    for (EventField field :
        List.of(
            EventField.USER_ID,
            EventField.USER_NAME,
            EventField.TARGET_ID,
            EventField.USER_AGENT,
            EventField.MESSAGE,
            EventField.CORRELATION_ID)) {
      if (random.nextInt(3) > 0) {
        draft.set(field, text());
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      draft.putDetail(text(), value(0));
    }
    if (random.nextBoolean()) {
      draft.putRequestHeader("x-" + text(), text());
      draft.addIndicator(text());
      draft.addChange(text(), value(0), value(0));
    }
    return draft;
  }

  private byte[] line(EventDraft draft) {
    ByteSink sink = new ByteSink();
    encoder.encode(draft, sink);
    return sink.toByteArray();
  }

  private SecurityEvent read(byte[] line) {
    try {
      return reader.read(line, 0, line.length, EventTypes.builtIn());
    } catch (EventFormatException e) {
      throw new AssertionError(new String(line, UTF_8), e);
    }
  }

  /** A part of what an event shows, in another case sometimes. */
  private String partOf(SecurityEvent event) {
    Object value = null;
    while (value == null) {
      value = event.get(EventField.all().get(random.nextInt(EventField.all().size())));
    }
    String all = value.toString();
    int from = random.nextInt(all.length() + 1);
    String part = all.substring(from, Math.min(all.length(), from + random.nextInt(10)));
    return switch (random.nextInt(3)) {
      case 0 -> part.toUpperCase(Locale.ROOT);
      case 1 -> part.toLowerCase(Locale.ROOT);
      default -> part;
    };
  }

  @Test
  void aLookAtTheBytesLeavesOutNoEventThatHasTheText() {
    int wanted = 0;
    int passedOver = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] line = line(draft());
      byte[] other = line(draft());
      SecurityEvent event = read(line);
      SecurityEvent otherEvent = read(other);
      for (int j = 0; j < QUERIES; j++) {
        String text = partOf(event);
        EventQuery query = EventQuery.builder().text(text).build();
        boolean matches = query.matches(event);
        wanted += matches ? 1 : 0;
        assertThat(query.filter().mayMatch(line, 0, line.length) || !matches)
            .as("%s in %s", text, new String(line, UTF_8))
            .isTrue();
        boolean mayMatch = query.filter().mayMatch(other, 0, other.length);
        passedOver += mayMatch ? 0 : 1;
        assertThat(mayMatch || !query.matches(otherEvent))
            .as("%s in %s", text, new String(other, UTF_8))
            .isTrue();
      }
    }
    assertThat(wanted).isGreaterThan(EVENTS * QUERIES / 2);
    assertThat(passedOver).isGreaterThan(EVENTS * QUERIES / 8);
  }

  /** The search in bytes takes all other letters for their own lower case. */
  @Test
  void onlyTwoLettersBeyondAsciiHaveAnAsciiLetterInTheirLowerCase() {
    List<Integer> found =
        IntStream.rangeClosed(0x80, Character.MAX_CODE_POINT)
            .filter(each -> hasAscii(Character.toString(each).toLowerCase(Locale.ROOT)))
            .boxed()
            .toList();
    assertThat(found).containsExactly(0x130, 0x212a);
  }

  private static boolean hasAscii(String text) {
    return text.chars().anyMatch(c -> c < 0x80);
  }

  @ParameterizedTest
  @CsvSource({
    "KELVIN, true",
    "taksi, true",
    "4711, true",
    "ROWS, true",
    "x-forwarded, true",
    "payroll, true",
    "monthly, true",
    "4.5E10, true",
    "true, true",
    "high, true",
    "'a=b', true",
    "'rows=4711', false",
    "oldvalue, false",
    "change[, false",
    "elsewhere, false"
  })
  void findsTextInValuesAndInNamesThatAnApplicationGave(String text, boolean found) {
    EventDraft draft =
        new EventDraft()
            .setType(EventType.API_ACCESS)
            .setId(1, 2)
            .setTimestampMicros(1)
            .setSeverity(Severity.HIGH)
            .putDetail("rows", 4711)
            .putDetail("rate", 4.5e10)
            .putDetail("nested", Map.of("list", List.of("\u212aelvin", "taks\u0130")))
            .putRequestHeader("X-Forwarded-Proto", "a=b")
            .addChange("payroll", "weekly", List.of("monthly"));
    byte[] line = line(draft);
    EventQuery query = EventQuery.builder().text(text).build();
    assertThat(query.matches(read(line))).isEqualTo(found);
    assertThat(query.filter().mayMatch(line, 0, line.length) || !found).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"", "\\\"", "\u00e9", "\n"})
  void textOfWhichBytesCannotTellIsLookedForInEachEvent(String text) {
    byte[] line = line(new EventDraft().setType(EventType.API_ACCESS).setId(1, 2));
    assertThat(EventQuery.builder().text(text).build().filter().mayMatch(line, 0, line.length))
        .isTrue();
  }

  @Test
  void severityAndAnyOfSeveralValuesAreLookedForInTheBytes() {
    int passedOver = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] line = line(draft());
      SecurityEvent event = read(line);
      EventQuery severity = EventQuery.builder().severity(Severity.HIGH).build();
      EventQuery any =
          EventQuery.builder()
              .anyOf(EventField.SEVERITY, "low")
              .anyOf(EventField.THREAT_LEVEL, "critical")
              .build();
      EventQuery number =
          EventQuery.builder()
              .anyOf(EventField.RESPONSE_STATUS, "204")
              .anyOf(EventField.USER_ID, "bob")
              .build();
      EventQuery escaped =
          EventQuery.builder()
              .anyOf(EventField.MESSAGE, "say \"x\"")
              .anyOf(EventField.USER_ID, "bob")
              .build();
      for (EventQuery query : List.of(severity, any, number, escaped)) {
        boolean mayMatch = query.filter().mayMatch(line, 0, line.length);
        passedOver += mayMatch ? 0 : 1;
        assertThat(mayMatch || !query.matches(event)).as(new String(line, UTF_8)).isTrue();
      }
    }
    assertThat(passedOver).isGreaterThan(EVENTS / 2);
  }
}
