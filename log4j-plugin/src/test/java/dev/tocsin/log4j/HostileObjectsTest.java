package dev.tocsin.log4j;

import static dev.tocsin.event.EventType.DATA_EXPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that lie, throw or never end: the event is recorded all the same, and soon. */
class HostileObjectsTest {
  private static final int MANY = 100_000;

  @TempDir private Path folder;

  /** An object and, where it is known, what an event holds of it. */
  private record Odd(String name, Object value, @Nullable Object kept) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An exception that no compiler has seen coming, as other languages and Lombok throw them. */
  @SuppressWarnings("unchecked") // The cast is what makes it unseen.
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }

  private static final class Thrower {
    @Override
    public String toString() {
      throw sneaky(new IOException("told by class only"));
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("no hash");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("not comparable");
    }
  }

  private static final class ErrorThrower {
    @Override
    public String toString() {
      throw new Error("as Kotlin's TODO()");
    }
  }

  private static final class Recursive {
    @Override
    public String toString() {
      return "x" + this;
    }
  }

  private static final class NullText {
    @Override
    @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // What this object is for.
    public String toString() {
      return null;
    }
  }

  private static final class BadNumber extends BigDecimal {
    BadNumber() {
      super("1");
    }

    @Override
    public int precision() {
      throw new ArithmeticException("no digits");
    }

    @Override
    public String toString() {
      return "bad";
    }
  }

  private static final class BadText implements CharSequence {
    @Override
    public int length() {
      return Integer.MAX_VALUE;
    }

    @Override
    public char charAt(int index) {
      throw new IndexOutOfBoundsException();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new IndexOutOfBoundsException();
    }

    @Override
    public String toString() {
      return "short";
    }
  }

  /** A collection that never ends, or whose size is not to be had. */
  private static final class Endless extends AbstractCollection<Object> {
    private final int size;

    Endless(int size) {
      this.size = size;
    }

    @Override
    public Iterator<Object> iterator() {
      return Stream.<Object>generate(() -> "again").iterator();
    }

    @Override
    public int size() {
      return size;
    }

    /** The inherited one would fill the memory; nobody can be protected from that. */
    @Override
    public String toString() {
      return "endless";
    }
  }

  private static final class EndlessMap extends AbstractMap<Object, Object> {
    @Override
    public Set<Entry<Object, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<Object, Object>> iterator() {
          int[] next = {0};
          return Stream.<Entry<Object, Object>>generate(() -> Map.entry("k" + next[0]++, "v"))
              .iterator();
        }

        @Override
        public int size() {
          return Integer.MAX_VALUE;
        }
      };
    }

    @Override
    public String toString() {
      return "endless";
    }
  }

  private static final class BrokenMap extends AbstractMap<String, Object> {
    @Override
    public Set<Entry<String, Object>> entrySet() {
      throw new UnsupportedOperationException();
    }
  }

  private static Object deep(int levels) {
    Object value = "bottom";
    for (int i = 0; i < levels; i++) {
      value = i % 2 == 0 ? Map.of("k", value) : List.of(value);
    }
    return value;
  }

  private static Map<String, Object> cyclicMap() {
    Map<String, Object> map = new HashMap<>();
    map.put("self", map);
    map.put("list", new ArrayList<>(List.of(map, map)));
    return map;
  }

  private static Object cyclicArray() {
    Object[] array = new Object[3];
    Arrays.fill(array, array);
    return array;
  }

  private static Map<Object, Object> oddKeys() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(null, 1);
    map.put(2, null);
    map.put(List.of("k"), 3);
    map.put("\ud800", 4);
    return map;
  }

  private static Map<String, Integer> manyEntries() {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (int i = 0; i < MANY; i++) {
      map.put("k" + i, i);
    }
    return map;
  }

  static Stream<Odd> odds() {
    return Stream.of(
        new Odd("NaN", Double.NaN, "NaN"),
        new Odd("infinity", Float.NEGATIVE_INFINITY, "-Infinity"),
        new Odd("minus nought", -0.0, -0.0),
        new Odd("1e400", new BigDecimal("1e400"), "1E+400"),
        new Odd("huge", new BigDecimal("1e2147483647"), "1E+2147483647"),
        new Odd("tiny", new BigDecimal("1e-2147483647"), "1E-2147483647"),
        new Odd("beyond a long", new BigInteger("9".repeat(40)), "9".repeat(40)),
        new Odd("long integer", BigInteger.TWO.pow(200_000), null),
        new Odd("bad number", new BadNumber(), "unreadable: java.lang.ArithmeticException"),
        new Odd("bad text", new BadText(), "short"),
        new Odd("thrower", new Thrower(), "unreadable: java.io.IOException"),
        new Odd("error thrower", new ErrorThrower(), "unreadable: java.lang.Error"),
        new Odd("recursive", new Recursive(), "unreadable: java.lang.StackOverflowError"),
        new Odd("null text", new NullText(), "null"),
        new Odd("optional", Optional.of("x"), "x"),
        new Odd("ints", new int[] {1, 2}, List.of(1L, 2L)),
        new Odd("nested arrays", new Object[] {new char[] {'a'}, null}, null),
        new Odd("deep", deep(100), null),
        new Odd("cyclic map", cyclicMap(), null),
        new Odd("cyclic array", cyclicArray(), null),
        new Odd("odd keys", oddKeys(), null),
        new Odd("many entries", manyEntries(), null),
        new Odd("many elements", new ArrayList<>(manyEntries().values()), null),
        new Odd("endless", new Endless(3), null),
        new Odd("endless, size below nought", new Endless(-1), null),
        new Odd("endless map", new EndlessMap(), null),
        new Odd(
            "broken map",
            new BrokenMap(),
            "unreadable: " + "java.lang." + "UnsupportedOperationException"),
        new Odd(
            "throwing elements",
            List.of(new Thrower()),
            List.of("unreadable: java.io.IOException")));
  }

  private SecurityEvent only() {
    List<SecurityEvent> events = LogSetup.events(folder);
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  @ParameterizedTest
  @MethodSource("odds")
  void theFluentCallTakesAnyObject(Odd odd) throws Exception {
    try (LogSetup log = WrittenLines.start(folder)) {
      log.security()
          .event(DATA_EXPORT)
          .user("u")
          .detail("d", odd.value())
          .service(odd.value())
          .change("f", odd.value(), odd.value())
          .log();
    }
    SecurityEvent event = only();
    if (odd.kept() != null) {
      assertThat(event.details()).containsEntry("d", odd.kept());
    }
    assertThat(event.details()).containsKey("d");
    assertThat(event.userId()).isEqualTo("u");
    new WrittenLines(folder).assertAgree(0, event);
  }

  @ParameterizedTest
  @MethodSource("odds")
  void aMapOfDetailsMayBeAnyMap(Odd odd) throws Exception {
    Map<?, ?> map = odd.value() instanceof Map<?, ?> self ? self : Map.of("d", odd.value());
    try (LogSetup log = WrittenLines.start(folder)) {
      assertThatCode(() -> log.security().suspicious("192.0.2.1", "r", anyKeys(map)))
          .doesNotThrowAnyException();
    }
    assertThat(only().details()).containsEntry("reason", "r").hasSizeGreaterThan(1);
  }

  @SuppressWarnings("unchecked") // As a caller with raw types does.
  private static Map<String, Object> anyKeys(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  /**
   * A map message that takes objects, as MapMessage allows. Without the annotation, which is not
   * inherited, Log4j formats a message before any appender sees it.
   */
  @AsynchronouslyFormattable
  private static final class ObjectMap extends MapMessage<ObjectMap, Object> {
    private static final long serialVersionUID = 1;

    ObjectMap() {
      super(8);
    }
  }

  @ParameterizedTest
  @MethodSource("odds")
  void aMapMessageOfObjectsIsRecorded(Odd odd) throws Exception {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      ObjectMap message = new ObjectMap();
      for (String field : List.of("user_name", "indicators", "details", "request_headers", "d")) {
        message.with(field, odd.value());
      }
      message.with("user_id", "u");
      log.logger().warn(Markers.DATA_EXPORT, message);
    }
    assertThat(only().userId()).isEqualTo("u");
  }

  @ParameterizedTest
  @MethodSource("odds")
  void contextDataOfObjectsIsTakenByItsText(Odd odd) throws Exception {
    StringMap context = new SortedArrayStringMap();
    context.putValue("user_id", "u");
    context.putValue("tenant_id", odd.value());
    context.putValue("other", odd.value());
    try (LogSetup log = LogSetup.audit(folder, "contextDetails=\"*\"", "")) {
      log.logger()
          .get()
          .log(
              Log4jLogEvent.newBuilder()
                  .setLoggerName("odd")
                  .setLevel(Level.ERROR)
                  .setMarker(Markers.DATA_EXPORT)
                  .setMessage(new ObjectMessage("m"))
                  .setContextData(context)
                  .build());
    }
    assertThat(only().userId()).isEqualTo("u");
    assertThat(only().details()).containsKey("other");
  }

  @Test
  void aMessageThatCanNotBeFormattedIsRecordedAsSuch() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.logger().error(Markers.DATA_EXPORT, new BadMessage(new Thrower()));
      log.logger().error(Markers.DATA_EXPORT, new BadMessage(null));
    }
    assertThat(LogSetup.events(folder))
        .extracting(SecurityEvent::message)
        .containsExactly("unreadable: java.io.IOException", null);
  }

  @AsynchronouslyFormattable
  private static final class BadMessage implements Message {
    private static final long serialVersionUID = 1;
    private final transient @Nullable Object object;

    BadMessage(@Nullable Object object) {
      this.object = object;
    }

    @Override
    @SuppressWarnings("NullAway") // What this message is for.
    public String getFormattedMessage() {
      return object == null ? null : object.toString();
    }

    @Override
    public Object @Nullable [] getParameters() {
      return null;
    }

    @Override
    public @Nullable Throwable getThrowable() {
      return null;
    }
  }

  private static final class BadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  void anExceptionWithoutAReadableMessageIsRecorded() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(DATA_EXPORT).thrown(new BadException()).log();
      log.logger().error(Markers.DATA_EXPORT, "m", new BadException());
    }
    assertThat(LogSetup.events(folder))
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(event.details())
                    .containsEntry("exception", BadException.class.getName())
                    .containsEntry(
                        "exception_message", "unreadable: java.lang.IllegalStateException"));
  }

  /** Log4j writes what it can of a parameter whose toString() throws, and so do we. */
  @Test
  void aParameterThatThrowsDoesNotLoseAPlainCall() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.logger().warn(Markers.DATA_EXPORT, "by {}", new NullText());
      log.logger().warn(Markers.DATA_EXPORT, "by {} {}", new ErrorThrower(), "u");
    }
    assertThat(LogSetup.events(folder))
        .extracting(SecurityEvent::message)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("by "),
            second ->
                assertThat(second)
                    .startsWith("by [!!!")
                    .contains("as Kotlin's TODO()")
                    .endsWith(" u"));
  }

  @Test
  void nullNamesAndValuesNeverThrow() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security()
          .event(DATA_EXPORT)
          .user(null)
          .indicator(null)
          .complianceTag(null)
          .detail(null, null)
          .details(null)
          .change(null, null, 1)
          .requestHeader(null, "v")
          .timestamp(null)
          .thrown(null)
          .log();
      log.security().inputValidationViolation(null, null);
      log.security().authorizationFailure(null, null);
      log.security().rateLimitingTrigger(null, null, null);
      log.security().suspicious(null, null, null);
    }
    List<SecurityEvent> events = LogSetup.events(folder);
    assertThat(events).hasSize(5);
    assertThat(events.get(0).requestHeaders()).containsEntry("null", "v");
    assertThat(events.get(0).details()).containsEntry("null", null);
  }

  @Test
  void statesThatCanNotBeComparedCountAsChanged() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security()
          .event(DATA_EXPORT)
          .changed(Map.of("f", cyclicMap(), "g", 1), Map.of("f", cyclicMap(), "g", 1))
          .log();
      log.security()
          .event(DATA_EXPORT)
          .changed(Map.of("f", new Thrower()), Map.of("f", new Thrower()))
          .log();
    }
    assertThat(LogSetup.events(folder)).allSatisfy(event -> assertThat(event.changes()).hasSize(1));
  }

  @Test
  void bodiesThatAreNotKeptDoNotMakeAnEventATruncatedOne() {
    try (LogSetup log = LogSetup.audit(folder, "", "")) {
      log.security().event(DATA_EXPORT).requestBody("x".repeat(100_000)).log();
    }
    assertThat(only().isTruncated()).isFalse();
  }
}
