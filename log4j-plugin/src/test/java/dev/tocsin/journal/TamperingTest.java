package dev.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.journal.Tampering.Demand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of tampering is found as what it is, before the writer starts again and after it did,
 * by both verifiers: the product's and the one in docs.
 */
class TamperingTest {
  @TempDir(factory = MemoryFolder.class)
  static Path folder;

  private static final EnumSet<Finding.Kind> kindsFound = EnumSet.noneOf(Finding.Kind.class);
  private static SecondVerifier second;
  private static int tampered;
  private static int found;

  @BeforeAll
  static void live() throws IOException {
    second = SecondVerifier.start();
    for (Life life : Life.values()) {
      life.begin(Files.createDirectory(folder.resolve(life.name())));
    }
  }

  @AfterAll
  static void tell() throws IOException {
    second.close();
    System.out.println(
        tampered
            + " kinds of tampering, found "
            + found
            + " times, as "
            + kindsFound.size()
            + " kinds of finding");
  }

  static List<Tampering> tamperings() {
    return Tampering.all();
  }

  @ParameterizedTest
  @MethodSource("tamperings")
  void isFoundAsWhatItIsBeforeAndAfterARestart(Tampering tampering) throws IOException {
    Path original = folder.resolve(tampering.life().name());
    Path parent = folder.resolve("tampered" + tampered++);
    Life.copy(original, parent);
    TestJournal place = TestJournal.in(parent.resolve(Life.LOGS));
    Intruder intruder = Intruder.in(place.folder);
    String journal = Intruder.member(intruder.lines(4).get(0), "journal");
    Tampering.Place at = tampering.place();
    long line = at == null ? -1 : lineOf(intruder, at);

    tampering.attack().on(intruder);

    Finding first = check(tampering, place, journal, tampering.before());
    if (at != null) {
      assertThat(first.line()).as("%s: %s", tampering, first).isEqualTo(line);
    }
    try (Journal writer = tampering.life().open(place, config -> config)) {
      new Caller(writer, "restarted").log();
    } catch (JournalException e) {
      // A writer that refuses to start has covered nothing up.
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
    check(tampering, place, journal, tampering.after());
  }

  private static long lineOf(Intruder intruder, Tampering.Place at) throws IOException {
    return Long.parseLong(Intruder.member(intruder.lines(at.segment()).get(0), "line")) + at.line();
  }

  /** As the command line has it: a folder without a journal is data that is missing. */
  private static int exitCode(Verification verification) {
    return verification.journals().isEmpty() && verification.findings().isEmpty()
        ? 3
        : verification.exitCode();
  }

  private static Finding check(
      Tampering tampering, TestJournal place, String journal, Finding.Kind kind)
      throws IOException {
    Path parent = Objects.requireNonNull(place.folder.getParent());
    Verification plain = tampering.life().verifier(parent).verify(place.folder);
    assertThat(second.verify(tampering.life().arguments(parent)).exitCode())
        .as("%s without demands: %s", tampering, plain)
        .isEqualTo(exitCode(plain));
    Verification findings = plain;
    if (tampering.demand() != Demand.NOTHING) {
      assertThat(plain.exitCode())
          .as("%s without %s: %s", tampering, tampering.demand(), plain)
          .isNotEqualTo(1);
      Verifier verifier = tampering.life().verifier(parent);
      List<String> arguments = new ArrayList<>(tampering.life().arguments(parent));
      switch (tampering.demand()) {
        case WITNESS -> {
          Path witness = parent.resolve(Life.WITNESS);
          verifier = verifier.witness(witness);
          arguments.addAll(List.of("--witness", witness.toString()));
        }
        case JOURNAL -> {
          verifier = verifier.journal(journal);
          arguments.addAll(List.of("--journal", journal));
        }
        case MIN_AGE -> {
          verifier = verifier.minAge(Duration.ofDays(30));
          arguments.addAll(List.of("--min-age", "30"));
        }
        case NOTHING -> throw new AssertionError("nothing is demanded");
      }
      findings = verifier.verify(place.folder);
      SecondVerifier.Answer answer = second.verify(arguments);
      assertThat(answer.exitCode()).as("%s: %s", tampering, answer.text()).isEqualTo(1);
    }
    assertThat(findings.exitCode()).as("%s: %s", tampering, findings).isEqualTo(1);
    Finding first = findings.findings().get(0);
    assertThat(first.kind()).as("%s: %s", tampering, findings).isEqualTo(kind);
    kindsFound.add(kind);
    found++;
    return first;
  }
}
