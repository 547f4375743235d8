package dev.tocsin.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.Pseudonym;
import dev.tocsin.keys.PeriodKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cryptomator.siv.SivMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One key a period, once: equal, different, restored, destroyed. */
class PseudonymsTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path parent;
  private final ManualClock clock = new ManualClock("2026-11-28T10:00:00Z");
  private final List<String> warnings = new ArrayList<>();

  private Path folder() {
    return parent.resolve("keys");
  }

  private PeriodKeys keys() {
    return new PeriodKeys(folder(), RANDOM);
  }

  private Pseudonyms pseudonyms(KeyPeriod period) {
    return new Pseudonyms(keys(), period, clock, RANDOM, warnings::add);
  }

  private @Nullable String restored(String pseudonym) throws IOException {
    return new PseudonymReader(keys()).value(Objects.requireNonNull(Pseudonym.parse(pseudonym)));
  }

  /** RFC 5297, appendix A.1: the library does what the standard says. */
  @Test
  void encryptionIsThatOfTheStandard() {
    HexFormat hex = HexFormat.of();
    byte[] sealed =
        new SivMode()
            .encrypt(
                hex.parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
                hex.parseHex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0"),
                hex.parseHex("112233445566778899aabbccddee"),
                hex.parseHex("101112131415161718191a1b1c1d1e1f2021222324252627"));
    assertThat(hex.formatHex(sealed))
        .isEqualTo("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");
  }

  @Test
  void equalValuesAreEqualWithinAPeriodInEveryProcessAndDifferentBetweenPeriods()
      throws IOException {
    Pseudonyms first = pseudonyms(KeyPeriod.MONTH);
    Pseudonyms second = pseudonyms(KeyPeriod.MONTH);
    String november = first.of("grace@example.org");
    assertThat(november)
        .matches("p1:2026-11:[a-z2-7]{77}")
        .isEqualTo(second.of("grace@example.org"));
    assertThat(first.of("ada@example.org")).isNotEqualTo(november);
    clock.set("2026-11-30T23:59:59.999Z");
    assertThat(first.of("grace@example.org")).isEqualTo(november);
    clock.set("2026-12-01T00:00:00Z");
    String december = first.of("grace@example.org");
    assertThat(december)
        .startsWith("p1:2026-12:")
        .isEqualTo(second.of("grace@example.org"))
        .doesNotContain(november.substring(11));
    assertThat(restored(november)).isEqualTo(restored(december)).isEqualTo("grace@example.org");
    assertThat(warnings).isEmpty();
  }

  @Test
  void periodsAreDaysMonthsAndYears() {
    assertThat(pseudonyms(KeyPeriod.DAY).of("u")).startsWith("p1:2026-11-28:");
    assertThat(pseudonyms(KeyPeriod.MONTH).of("u")).startsWith("p1:2026-11:");
    assertThat(pseudonyms(KeyPeriod.YEAR).of("u")).startsWith("p1:2026:");
    assertThat(keys().file("2026")).exists();
    clock.set("2027-01-01T00:00:00Z");
    assertThat(pseudonyms(KeyPeriod.YEAR).of("u")).startsWith("p1:2027:");
  }

  @Test
  void lengthTellsNothingOfAnAddressAndEveryValueComesBack() throws IOException {
    Pseudonyms pseudonyms = pseudonyms(KeyPeriod.MONTH);
    assertThat(pseudonyms.of("1.2.3.4")).hasSameSizeAs(pseudonyms.of("203.113.100.107"));
    for (String value :
        List.of(
            "5",
            "Grüße",
            "日本",
            "a\u0000b",
            "\ud83d\ude00",
            "\ud800",
            "a\udc00b",
            "x".repeat(512))) {
      String pseudonym = pseudonyms.of(value);
      assertThat(Pseudonym.isPseudonym(pseudonym)).as(value).isTrue();
      assertThat(restored(pseudonym)).isEqualTo(value);
    }
    assertThat(pseudonyms.of("x".repeat(513))).startsWith("p0:2026-11:").hasSize(11 + 26);
  }

  @Test
  void aPseudonymStaysOneAndAForgedOneDoesNot() throws IOException {
    Pseudonyms pseudonyms = pseudonyms(KeyPeriod.MONTH);
    String november = pseudonyms.of("grace");
    assertThat(pseudonyms.of(november)).isEqualTo(november);
    clock.set("2026-12-05T00:00:00Z");
    assertThat(pseudonyms.of(november)).isEqualTo(november);
    String forged = november.replace("2026-11", "2026-12");
    assertThat(restored(pseudonyms.of(forged))).isEqualTo(forged);
    assertThat(restored(forged)).as("of another period").isNull();
    char last = november.charAt(november.length() - 2);
    String changed =
        november.substring(0, november.length() - 2)
            + (last == 'a' ? 'b' : 'a')
            + november.charAt(november.length() - 1);
    assertThat(restored(changed)).isNull();
  }

  @Test
  void filesAreForTheirOwnerOnly() throws IOException {
    assertThat(pseudonyms(KeyPeriod.MONTH).of("u")).startsWith("p1:");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder())) {
      List<Path> all = files.sorted().toList();
      assertThat(all).containsExactly(keys().file("2026-11"), folder().resolve("2026-11.made"));
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    Files.setPosixFilePermissions(
        keys().file("2026-11"), PosixFilePermissions.fromString("rw-r--r--"));
    pseudonyms(KeyPeriod.MONTH).prepare();
    assertThat(warnings)
        .containsExactly(
            keys().file("2026-11")
                + ": can be read by others than its owner; set its mode to 0600");
  }

  @Test
  void aDestroyedKeyIsOutOfUseWithinASecondAndNeverMadeAnew() throws IOException {
    Pseudonyms running = pseudonyms(KeyPeriod.MONTH);
    String before = running.of("grace");
    Files.delete(keys().file("2026-11"));
    clock.pass(Duration.ofSeconds(1));
    String after = running.of("grace");
    assertThat(after).matches("p0:2026-11:[a-z2-7]{26}").isEqualTo(running.of("grace"));
    assertThat(running.of(after)).isEqualTo(after);
    assertThat(running.of("ada")).isNotEqualTo(after);
    Pseudonyms started = pseudonyms(KeyPeriod.MONTH);
    started.prepare();
    assertThat(started.of("grace")).startsWith("p0:2026-11:").isNotEqualTo(after);
    assertThat(keys().file("2026-11")).doesNotExist();
    assertThat(restored(before)).isNull();
    assertThat(restored(after)).isNull();
    clock.set("2026-12-01T00:00:00Z");
    assertThat(running.of("grace")).startsWith("p1:2026-12:");
    clock.set("2026-11-30T23:00:00Z");
    assertThat(running.of("grace")).as("the clock goes back").startsWith("p0:2026-11:");
    assertThat(keys().file("2026-11")).doesNotExist();
    assertThat(warnings.get(0))
        .isEqualTo(
            "pseudonyms of 2026-11: the key "
                + keys().file("2026-11")
                + " was destroyed; values give way to marks that nobody can restore, until there is"
                + " a key");
  }

  @Test
  void nothingIsMadeAnewWhereTheWholeFolderWasEmptied() throws IOException {
    Pseudonyms running = pseudonyms(KeyPeriod.MONTH);
    String before = running.of("grace");
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    for (int i = 0; i < 3; i++) {
      clock.pass(Duration.ofSeconds(2));
      assertThat(running.of("grace")).startsWith("p0:2026-11:");
    }
    assertThat(folder()).isEmptyDirectory();
    assertThat(restored(before)).isNull();
  }

  @Test
  void whereTheNextKeyCantBeMadeMarksStandInUntilItCan() throws IOException {
    Pseudonyms running = pseudonyms(KeyPeriod.MONTH);
    assertThat(running.of("grace")).startsWith("p1:2026-11:");
    Path moved = parent.resolve("moved");
    Files.move(folder(), moved);
    Files.writeString(folder(), "in the way");
    clock.set("2026-12-01T00:00:00Z");
    assertThat(running.of("grace")).startsWith("p0:2026-12:").isEqualTo(running.of("grace"));
    clock.pass(Duration.ofSeconds(5));
    assertThat(running.of("grace")).startsWith("p0:2026-12:");
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("pseudonyms of 2026-12: " + folder() + ": is no folder")
        .endsWith("; values give way to marks that nobody can restore, until there is a key");
    Files.delete(folder());
    Files.move(moved, folder());
    clock.pass(Duration.ofSeconds(1));
    assertThat(running.of("grace")).startsWith("p1:2026-12:");
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(1)).isEqualTo("pseudonyms of 2026-12: there is a key again");
  }

  @Test
  void aStartTellsWhatIsWrongWithTheFolder() throws IOException {
    Files.writeString(folder(), "in the way");
    assertThatThrownBy(() -> pseudonyms(KeyPeriod.MONTH).prepare())
        .isInstanceOf(IOException.class)
        .hasMessage(folder() + ": is no folder; name another one, or move it away");
    Files.delete(folder());
    Files.createDirectory(folder());
    Files.writeString(keys().file("2026-11"), "no key\n");
    assertThatThrownBy(() -> pseudonyms(KeyPeriod.MONTH).prepare())
        .hasMessage(
            keys().file("2026-11")
                + ": is no key: it takes 64 hexadecimal digits, as keygen makes");
  }

  @Test
  void pseudonymsAreFoundInTextsAndRestoredThere() throws IOException {
    Pseudonyms pseudonyms = pseudonyms(KeyPeriod.MONTH);
    String user = pseudonyms.of("say \"hi\"");
    String address = pseudonyms.of("203.0.113.7");
    PseudonymReader reader = new PseudonymReader(keys());
    assertThat(reader.restoreIn("{\"user_id\":\"" + user + "\"} from " + address + ".", v -> v))
        .isEqualTo("{\"user_id\":\"say \"hi\"\"} from 203.0.113.7.");
    assertThat(reader.restoreIn("p1:2026-11:short p1: p0:2025-01:" + "a".repeat(26), v -> v))
        .isEqualTo("p1:2026-11:short p1: p0:2025-01:" + "a".repeat(26));
    assertThat(reader.restored()).isEqualTo(2);
    assertThat(reader.notRestored()).isEqualTo(1);
  }
}
