package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.DATA_MODIFICATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.tocsin.LongTests;
import dev.tocsin.audit.Markers;
import dev.tocsin.encode.Hostile;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventField.Kind;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataId;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CWE-117 (T1): whatever a text holds, by whatever way it comes in, it is one value in one line.
 */
class HostileValuesTest {
  private static final int RANDOM_TEXTS = LongTests.rounds(150);
  private static final int PIECE = 40;
  private static final int ANY_LENGTH = 1_000_000;
  private static final Marker MARKER = Markers.DATA_MODIFICATION;

  /** Set by the product or not from outside. */
  private static final Set<EventField> COMPUTED =
      EnumSet.of(
          EventField.EVENT_ID,
          EventField.EVENT_TYPE,
          EventField.LOGGED_AT,
          EventField.THREAT_LEVEL,
          EventField.RISK_SCORE,
          EventField.STATUS,
          EventField.SOURCE,
          EventField.IS_TRUNCATED,
          EventField.ORIGINAL_SIZE,
          EventField.SEQ);

  @TempDir private Path folder;

  /** How a text comes in, and the fields that it is in then. */
  private record WayIn(String name, BiConsumer<LogSetup, String> call, List<EventField> fields) {
    WayIn(String name, BiConsumer<LogSetup, String> call, EventField... fields) {
      this(name, call, List.of(fields));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final WayIn FLUENT =
      new WayIn(
          "fluent",
          (log, v) ->
              log.security()
                  .event(DATA_MODIFICATION)
                  .user(v)
                  .userName(v)
                  .tenant(v)
                  .session(v)
                  .target(v, v)
                  .service(v)
                  .change(v, v, List.of(v))
                  .ip(v)
                  .userAgent(v)
                  .request(v, v)
                  .requestHeader(v, v)
                  .requestBody(v)
                  .responseBody(v)
                  .detail("d", v)
                  .detail("nested", Map.of("k", List.of(v, Map.of("k", v))))
                  .detail(v, Map.of(v, v))
                  .message(v)
                  .indicator(v)
                  .complianceTag(v)
                  .correlation(v)
                  .parent(v)
                  .trace(v, v)
                  .thrown(new IllegalStateException(v))
                  .log(),
          EventField.USER_ID,
          EventField.USER_NAME,
          EventField.TENANT_ID,
          EventField.TARGET_TYPE,
          EventField.TARGET_ID,
          EventField.SERVICE_ID,
          EventField.CHANGES,
          EventField.IP_ADDRESS,
          EventField.USER_AGENT,
          EventField.REQUEST_METHOD,
          EventField.REQUEST_URL,
          EventField.REQUEST_HEADERS,
          EventField.REQUEST_BODY,
          EventField.RESPONSE_BODY,
          EventField.DETAILS,
          EventField.MESSAGE,
          EventField.INDICATORS,
          EventField.COMPLIANCE_TAGS,
          EventField.CORRELATION_ID,
          EventField.PARENT_EVENT_ID,
          EventField.TRACE_ID,
          EventField.SPAN_ID);

  private static final WayIn PLAIN_PARAMETER =
      new WayIn(
          "plain parameter", (log, v) -> log.logger().warn(MARKER, "{}", v), EventField.MESSAGE);

  private static final WayIn PLAIN_PATTERN =
      new WayIn("plain pattern", (log, v) -> log.logger().warn(MARKER, v), EventField.MESSAGE);

  private static final WayIn PLAIN_THROWABLE =
      new WayIn(
          "plain throwable",
          (log, v) -> log.logger().warn(MARKER, v, new IllegalStateException(v)),
          EventField.MESSAGE);

  private static final WayIn LOGGER_NAME =
      new WayIn(
          "logger name",
          (log, v) -> log.context().getLogger("a." + v).warn(MARKER, v),
          EventField.MESSAGE);

  private static final WayIn MAP_MESSAGE =
      new WayIn(
          "map message",
          (log, v) -> {
            StringMapMessage message = new StringMapMessage();
            EventField.all().forEach(field -> message.with(field.jsonName(), v));
            message.with("d", v);
            log.logger().warn(MARKER, v.isEmpty() ? message : message.with(v, v));
          },
          settable().toList());

  private static final WayIn STRUCTURED_DATA =
      new WayIn(
          "structured data",
          (log, v) -> {
            StructuredDataMessage message =
                new StructuredDataMessage(new StructuredDataId(v, ANY_LENGTH), v + "!", v);
            settable()
                .filter(f -> f != EventField.MESSAGE)
                .forEach(f -> message.put(f.jsonName(), v));
            message.put("d", v);
            log.logger().warn(MARKER, message);
          },
          settable().filter(field -> field != EventField.MESSAGE).toList());

  private static final WayIn THREAD_CONTEXT =
      new WayIn(
          "thread context",
          (log, v) -> {
            EventField.all()
                .forEach(field -> field.contextNames().forEach(n -> ThreadContext.put(n, v)));
            ThreadContext.put("d", v);
            ThreadContext.put(v, v);
            log.logger().warn(MARKER, v);
          },
          Stream.concat(
                  Stream.of(EventField.MESSAGE),
                  EventField.all().stream().filter(field -> !field.contextNames().isEmpty()))
              .toList());

  private static final WayIn SLF4J =
      new WayIn(
          "slf4j",
          (log, v) -> {
            org.slf4j.MDC.put("user_id", v);
            new org.apache.logging.slf4j.Log4jLogger(
                    new org.apache.logging.slf4j.Log4jMarkerFactory(), log.logger(), "slf4j")
                .warn(
                    new org.apache.logging.slf4j.Log4jMarkerFactory().getMarker(MARKER.getName()),
                    "{}",
                    v);
          },
          EventField.USER_ID,
          EventField.MESSAGE);

  static Stream<WayIn> ways() {
    return Stream.of(
        FLUENT,
        PLAIN_PARAMETER,
        PLAIN_PATTERN,
        PLAIN_THROWABLE,
        LOGGER_NAME,
        MAP_MESSAGE,
        STRUCTURED_DATA,
        THREAD_CONTEXT,
        SLF4J);
  }

  private static Stream<EventField> settable() {
    return EventField.all().stream().filter(field -> !COMPUTED.contains(field));
  }

  @AfterEach
  void clearContext() {
    ThreadContext.clearAll();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyTextIsOneValueInOneLineOfEveryOutput(WayIn way) throws Exception {
    List<String> values = new ArrayList<>(Hostile.VALUES);
    // The longest, all control characters in a row, is too long to stand in every field: in pieces.
    String longest = values.remove(values.size() - 1);
    for (int at = 0; at < longest.length(); at += PIECE) {
      values.add(longest.substring(at, Math.min(longest.length(), at + PIECE)));
    }
    Random random = new Random(way.name().hashCode());
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      values.add(randomMix(random));
    }
    try (LogSetup log = WrittenLines.start(folder)) {
      for (String value : values) {
        way.call.accept(log, value);
        ThreadContext.clearAll();
      }
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    assertThat(events).hasSize(values.size());
    WrittenLines written = new WrittenLines(folder);
    for (int i = 0; i < values.size(); i++) {
      for (EventField field : way.fields) {
        assertHolds(events.get(i), field, values.get(i));
      }
      if (way.equals(STRUCTURED_DATA)) {
        assertNamesAreKept(events.get(i), values.get(i));
      }
      written.assertAgree(i, events.get(i));
    }
    written.assertNoMore(values.size());
  }

  private static void assertNamesAreKept(SecurityEvent event, String name) {
    if (name.isEmpty()) {
      assertThat(event.details()).doesNotContainKey("structured_data_id");
    } else {
      assertThat(event.details()).containsEntry("structured_data_type", name);
      // Log4j takes what follows an @ for a number and strips it.
      assertThat(event.details().get("structured_data_id"))
          .asString()
          .isEqualTo(new StructuredDataId(name, ANY_LENGTH).toString());
    }
  }

  @Test
  void settingsThatStandInTheEventsAndTheFilesAreValuesToo() throws Exception {
    List<String> values =
        Hostile.VALUES.stream().filter(value -> !value.isBlank() && !value.contains("${")).toList();
    for (String value : values) {
      Path own = Files.createTempDirectory(folder, "settings");
      try (LogSetup log = LogSetup.start(own, "<Configuration status=\"off\"/>")) {
        SecurityAuditAppender appender =
            SecurityAuditAppender.newBuilder()
                .setName(value)
                .setFileName(own.resolve("security_audit.log").toString())
                .setSource(value)
                .setWriter(value)
                .setConfiguration(log.context().getConfiguration())
                .build();
        appender.start();
        log.security().authAttempt("u", true);
        appender.stop();
      }
      assertThat(LogSetup.events(own)).hasSize(1);
      assertThat(LogSetup.events(own).get(0).source()).isEqualTo(value);
      assertThat(WrittenLines.object(LogSetup.lines(own).get(0).text()))
          .containsEntry("writer", value);
    }
  }

  private static void assertHolds(SecurityEvent event, EventField field, String value) {
    Object is = event.get(field);
    String name = field.jsonName();
    if (field == EventField.SESSION_ID) {
      assertThat((String) is).as(name).matches("[0-9a-f]{8}:[A-Za-z0-9_-]{22}");
    } else if (field.kind() == Kind.TEXT && field != EventField.IP_ADDRESS) {
      assertThat(is).as(name).isEqualTo(value);
    } else if (field.kind() == Kind.TEXT_LIST) {
      assertThat(is).as(name).asInstanceOf(LIST).contains(value);
    } else if (field == EventField.REQUEST_HEADERS && event.requestHeaders().size() == 1) {
      assertThat(event.requestHeaders()).as(name).containsExactly(Map.entry(key(value), value));
    } else if (field == EventField.CHANGES && !event.changes().isEmpty()) {
      assertThat(event.changes().get(0).field()).isEqualTo(key(value));
      assertThat(event.changes().get(0).oldValue()).isEqualTo(value);
      assertThat(event.changes().get(0).newValue()).isEqualTo(List.of(value));
    } else if (field == EventField.DETAILS && event.details().containsKey("nested")) {
      assertThat(event.details())
          .containsEntry("d", value)
          .containsEntry("exception_message", value)
          .containsEntry("nested", Map.of("k", List.of(value, Map.of("k", value))))
          .containsEntry(key(value), Map.of(key(value), value));
    } else if (field.kind() == Kind.MAP || field.kind() == Kind.CHANGES) {
      assertThat(event.details()).containsEntry(name, value);
    } else {
      assertThat(event.details()).containsEntry(name + "_invalid", value);
    }
  }

  private static String key(String value) {
    return Values.name(value.substring(0, Math.min(256, value.length())));
  }

  private static String randomMix(Random random) {
    int[] starts = {0, 0x20, 0x80, 0x600, 0x2000, 0x2060, 0xd7f0, 0xdbf0, 0xdff0, 0xfe80, 0xffe0};
    StringBuilder mix = new StringBuilder();
    for (int pieces = 1 + random.nextInt(6); pieces > 0; pieces--) {
      if (random.nextInt(3) == 0) {
        mix.append(Hostile.VALUES.get(random.nextInt(Hostile.VALUES.size() - 1)));
      } else {
        for (int i = random.nextInt(20); i > 0; i--) {
          mix.append((char) (starts[random.nextInt(starts.length)] + random.nextInt(0x80)));
        }
      }
    }
    return mix.toString();
  }

  @Test
  void namesOfMarkersBecomeHarmlessNamesOfTypes() throws Exception {
    try (LogSetup log = WrittenLines.start(folder)) {
      for (String value : Hostile.VALUES) {
        Marker marker = new MarkerManager.Log4jMarker(value).setParents(Markers.SECURITY);
        log.logger().info(marker, "m");
      }
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    assertThat(events).hasSameSizeAs(Hostile.VALUES);
    assertThat(events).allSatisfy(e -> assertThat(e.type().name()).matches("[a-z0-9_.-]{1,64}"));
    WrittenLines written = new WrittenLines(folder);
    for (int i = 0; i < events.size(); i++) {
      written.assertAgree(i, events.get(i));
    }
    written.assertNoMore(events.size());
  }

  @Test
  void ordinaryEventsBesideAreOneLineToo() throws Exception {
    try (LogSetup log = WrittenLines.start(folder)) {
      for (String value : Hostile.VALUES) {
        log.context().getLogger("a." + value).error(value, new IllegalStateException(value));
      }
    }
    assertThat(LogSetup.events(folder)).isEmpty();
    WrittenLines written = new WrittenLines(folder);
    assertThat(written.json()).hasSameSizeAs(Hostile.VALUES);
    for (int i = 0; i < Hostile.VALUES.size(); i++) {
      assertThat(WrittenLines.object(written.json().get(i)).get("message"))
          .isEqualTo(Hostile.VALUES.get(i));
    }
  }

  @Test
  void textsOfAMegabyteAreCutAndToldEverywhere() throws Exception {
    String big = "a\u0000\"\u2028é😀".repeat(150_000);
    try (LogSetup log = WrittenLines.start(folder)) {
      for (WayIn way : List.of(FLUENT, PLAIN_PARAMETER, MAP_MESSAGE)) {
        way.call.accept(log, big);
      }
      THREAD_CONTEXT.call.accept(log, big);
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    assertThat(events).hasSize(4).allSatisfy(event -> assertThat(event.isTruncated()).isTrue());
    assertThat(events).allSatisfy(e -> assertThat(e.originalSize()).isGreaterThan(big.length()));
    assertThat(LogSetup.lines(folder))
        .allSatisfy(line -> assertThat(line.bytes().length).isLessThanOrEqualTo(65_535));
    WrittenLines written = new WrittenLines(folder);
    assertThat(written.json())
        .hasSize(4)
        .allSatisfy(line -> assertThat(line.getBytes(UTF_8).length).isLessThan(65_536));
    assertThat(written.text())
        .hasSize(4)
        .allSatisfy(line -> assertThat(line.getBytes(UTF_8).length).isLessThan(65_536));
    assertThat(written.template()).hasSize(4);
  }
}
