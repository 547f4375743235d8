package dev.tocsin.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputInspectorTest {
  private static final long SEED = 20261129;

  private static @Nullable AttackKind kindOf(CharSequence input) {
    return InputInspector.inspect(input).map(Suspicion::kind).orElse(null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\u0001',
      value = {
        "SQL_INJECTION~' OR '1'='1' --",
        "SQL_INJECTION~1 UNION ALL SELECT username, password FROM users--",
        "SQL_INJECTION~1; DROP TABLE users; --",
        "SQL_INJECTION~1' AND SLEEP(5)#",
        "CROSS_SITE_SCRIPTING~<script>alert(document.cookie)</script>",
        "CROSS_SITE_SCRIPTING~\"><img src=x onerror=alert(1)>",
        "CROSS_SITE_SCRIPTING~<svg/onload=alert(1)>",
        "PATH_TRAVERSAL~../../../../etc/passwd",
        "PATH_TRAVERSAL~..\\..\\..\\windows\\win.ini",
        "COMMAND_INJECTION~; cat /etc/passwd",
        "COMMAND_INJECTION~127.0.0.1 && whoami",
        "COMMAND_INJECTION~`whoami`",
      })
  void attacksAreOfTheirKind(AttackKind kind, String input) {
    assertThat(kindOf(input)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Miles O'Brien",
        "Conan O'Brien & D'Angelo-Smith (Jr.)",
        "rock 'n' roll",
        "SELECT",
        "it's 5 o'clock; I'm late -- call me!",
        "{\"name\":\"O'Neil\",\"tags\":[\"a\",\"b\"],\"price\":12.50,\"note\":null}",
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==",
        "https://shop.example/search?q=red+shoes&page=2#results",
        "C:\\Users\\ann\\Documents\\report.docx",
        "if (a > b) { return \"x\"; }",
        "Wie spät ist's? Größe 40/41, 30 % Rabatt",
        "ты где? «Привет», я тут",
        "價格 > 100 且 < 200",
        "50% off & free shipping on orders > $20",
        "50% de r\u00e9duction \u2013 c'est l'\u00e9t\u00e9 !",
        "",
        "a",
      })
  void honestInputIsNone(String input) {
    assertThat(InputInspector.inspect(input)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%253Cscript%253Ealert(1)%253C/script%253E",
        "%25253Cscript%25253Ealert(1)%25253C/script%25253E",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "&#x3c;script&#x3E;alert(1)&#x3c;/script&#x3E;",
        "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
        "\\x3cscript\\x3ealert(1)\\x3c/script\\x3e",
        "%u003Cscript%u003Ealert(1)%u003C/script%u003E",
        "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
        "<scr\0ipt>alert(1)</scr\0ipt>",
        "%26lt%3Bscript%26gt%3Balert(1)%26lt%3B/script%26gt%3B",
      })
  void wrappingsAreTakenOff(String input) {
    assertThat(kindOf(input)).isEqualTo(AttackKind.CROSS_SITE_SCRIPTING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%c0%af..%c0%af..%c0%afetc%c0%afpasswd",
        "%c0%ae%c0%ae/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
        "..%252f..%252f..%252fetc%252fpasswd",
      })
  void overlongAndDoubledPathsAreRead(String input) {
    assertThat(kindOf(input)).isEqualTo(AttackKind.PATH_TRAVERSAL);
  }

  @Test
  void aSentenceOfTheWordsOfAStatementIsNotSure() {
    assertThat(InputInspector.inspect("select a seat, or two, from the union hall"))
        .map(Suspicion::confidence)
        .isNotEqualTo(Optional.of(Confidence.HIGH));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "/*%s",
        "/a/a/a*%s",
        "/././.*%s",
        "x/*%s",
        "/*%s*/",
        "*/%s/*",
        "/*!%s",
        "/*/%s",
        "%%2f%%2a%s",
        "/\0*%s",
        "\uff0f\uff0a%s"
      })
  void nothingHidesInWhatLooksLikeAComment(String around) {
    assertThat(kindOf(around.formatted("' or 1=1--"))).isEqualTo(AttackKind.SQL_INJECTION);
    assertThat(kindOf(around.formatted("../../../etc/passwd")))
        .isEqualTo(AttackKind.PATH_TRAVERSAL);
  }

  @Test
  void theShownPartIsThatOfTheReadingThatFoundIt() {
    String honest = "The quick brown fox jumps over the lazy dog. ".repeat(20);

    Suspicion found = InputInspector.inspect("/* " + honest + "' or 1=1-- ").orElseThrow();

    assertThat(found.part()).contains("or 1=1").hasSizeLessThan(100);
  }

  @Test
  void commentsBetweenWordsHideNothing() {
    assertThat(kindOf("1/**/UNION/*x*/ALL/**/SELECT/**/password/**/FROM/**/users"))
        .isEqualTo(AttackKind.SQL_INJECTION);
  }

  @Test
  void honestTextAroundAnAttackDoesNotHideIt() {
    String honest = "The quick brown fox jumps over the lazy dog, isn't it? ".repeat(500);

    Suspicion found =
        InputInspector.inspect(honest + "<script>alert(1)</script>" + honest).orElseThrow();

    assertThat(found.kind()).isEqualTo(AttackKind.CROSS_SITE_SCRIPTING);
    assertThat(found.part()).contains("script>alert(1)").hasSizeLessThan(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "next=/pay?token=q8ZrT5mKp2Lw9XcVb4Ns7Yd1' or 1=1-- | T5mKp2Lw9XcVb4Ns7Yd1",
        "card 4111111111111111 Smith' or 1=1-- | 11111111",
        "mongodb://bob:s3cretPassw0rdLongEnoughHere@db/x;cat /etc/passwd | EnoughHere",
        "Bearer q8ZrT5mKp2Lw9XcVb4Ns7Yd1' or 1=1-- | 4Ns7Yd1",
        "next%3D/pay%3Ftoken%3Dq8ZrT5mKp2Lw9XcVb4Ns7Yd1%27%20or%201%3D1-- | 4Ns7Yd1",
      })
  void noHalfOfASecretIsInThePart(String input, String secret) {
    for (String around : List.of("", "many words of no meaning, ".repeat(10))) {
      Suspicion found = InputInspector.inspect(around + input + ' ' + around).orElseThrow();

      assertThat(found.part()).doesNotContain(secret).contains("[redacted");
    }
  }

  @Test
  void partBeginsWithAWord() {
    String words = "Employee EMP-123456 lives here ".repeat(20);
    String part = InputInspector.inspect(words + "<script>alert(1)</script>").orElseThrow().part();

    assertThat((" " + words).indexOf(" " + part.substring(0, part.indexOf('<')))).isNotNegative();
  }

  @Test
  void partIsBounded() {
    Suspicion found =
        InputInspector.inspect("<script>alert(1)</script>".repeat(10_000)).orElseThrow();

    assertThat(found.part()).hasSize(InputInspector.MOST_PART_CHARACTERS);
    assertThat(found.confidence()).isEqualTo(Confidence.HIGH);
  }

  @Test
  void whatLiesBehindTheBoundIsNotLookedAt() {
    String padding = "a ".repeat(InputInspector.MOST_CHARACTERS / 2);

    assertThat(InputInspector.inspect(padding + "<script>alert(1)</script>")).isEmpty();
    assertThat(InputInspector.inspect(padding.substring(30) + "<script>alert(1)</script>"))
        .isPresent();
  }

  @Test
  void noInputIsTooStrange() {
    Random random = new Random(SEED);
    List<Supplier<String>> parts =
        List.of(
            () -> Character.toString((char) random.nextInt(0x10000)),
            () -> Character.toString((char) random.nextInt(0x80)),
            () -> "%" + Integer.toHexString(random.nextInt(256)),
            () -> "&#" + random.nextInt() + (random.nextBoolean() ? ";" : ""),
            () -> "&#x" + Integer.toHexString(random.nextInt()),
            () -> "\\u" + Integer.toHexString(random.nextInt(0x10000)),
            () -> "\\u{" + Integer.toHexString(random.nextInt()) + "}",
            () -> "/*".repeat(random.nextInt(3)),
            () -> "*/",
            () -> "%25".repeat(random.nextInt(6)),
            () -> "&amp;amp;lt;",
            () -> "../",
            () -> "<script>",
            () -> "' or 1=1",
            () -> "\ud83d",
            () -> "\0");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder input = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        input.append(parts.get(random.nextInt(parts.size())).get());
      }

      assertThat(InputInspector.inspect(input))
          .as("of %s", input)
          .satisfies(InputInspectorTest::isBounded);
      assertThat(InputInspector.inspect(input)).isEqualTo(InputInspector.inspect(input.toString()));
    }
  }

  private static void isBounded(Optional<Suspicion> found) {
    found.ifPresent(suspicion -> assertThat(suspicion.part()).hasSizeBetween(1, 128));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%25", "&amp;", "/*", "../", "'\"", "<", "\\u005c", "\ud800", "%c0", "a'"})
  void workGrowsWithTheLength(String unit) {
    int small = reads(unit.repeat(1_000));
    int large = reads(unit.repeat(100_000));

    assertThat(small).isPositive();
    assertThat(large).isBetween(50 * small, 110 * small);
  }

  /** How often characters of a text are read. */
  private static int reads(String text) {
    Counting counting = new Counting(text, new AtomicInteger());
    var unused = InputInspector.inspect(counting);
    return counting.reads.get();
  }

  private record Counting(String text, AtomicInteger reads) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads.incrementAndGet();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counting(text.substring(start, end), reads);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Test
  void allPassesOfADecodingAreLinear() {
    char[] nested = ("%" + "25".repeat(50_000) + "3C").toCharArray();
    int length = new Decoder(nested).decode();

    // One layer a pass, from the left.
    assertThat(length).isEqualTo(nested.length - 2 * Decoder.MOST_PASSES);
  }

  @Test
  void honestInputLeavesNoGarbage() {
    List<String> honest =
        List.of(
            "Miles O'Brien",
            "{\"name\":\"O'Neil\",\"tags\":[\"a\",\"b\"],\"price\":12.50}",
            "if (a > b) { return \"x\"; }",
            "red shoes size 42");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      found += inspected(honest);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      found += inspected(honest);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(found).isZero();
    // Nothing for 40,000 inputs, but for what the measuring itself may take.
    assertThat(allocated).isLessThan(10_000);
  }

  private static int inspected(List<String> inputs) {
    int found = 0;
    for (int i = 0; i < inputs.size(); i++) {
      found += InputInspector.inspect(inputs.get(i)).isPresent() ? 1 : 0;
    }
    return found;
  }

  @Test
  void capitalsAreAsSmallLetters() {
    String attack = "' UNION SELECT password FROM users --";

    assertThat(InputInspector.inspect(attack).map(Suspicion::confidence))
        .isEqualTo(
            InputInspector.inspect(attack.toLowerCase(Locale.ROOT)).map(Suspicion::confidence))
        .isPresent();
  }
}
