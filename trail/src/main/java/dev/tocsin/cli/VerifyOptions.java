package dev.tocsin.cli;

import dev.tocsin.event.EventTypes;
import dev.tocsin.journal.Verification;
import dev.tocsin.journal.Verifier;
import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AuditTrail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What must hold of journals, as options say. A mixin. */
final class VerifyOptions {
  private static final String NONE = "none";
  private static final int JOURNAL_DIGITS = 32;

  @Option(
      names = "--tag-key",
      paramLabel = "FILE",
      description = {
        "Tags must be under this key, 64 hexadecimal digits. Repeatable, the oldest key first: a"
            + " journal may go forward from one to the next, and must end under the last. The word"
            + " none as the first one allows a journal that began without a key."
      })
  List<String> tagKeys = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "Checkpoints and seals must be signed with this key; its public half, PEM. Repeatable, and"
            + " with none as the first one, as --tag-key."
      })
  List<String> publicKeys = new ArrayList<>();

  @Option(
      names = "--journal",
      paramLabel = "ID",
      description = "This journal must be there, and others are left out; repeatable.")
  List<String> journals = new ArrayList<>();

  @Option(
      names = "--min-age",
      paramLabel = "DAYS",
      description = "No file may have been deleted by retention before it was that old.")
  @Nullable String minAge;

  @Option(
      names = "--witness",
      paramLabel = "FILE|URL",
      description = {
        "What was seen of the journals elsewhere: a file of checkpoint lines, of OTLP JSON as the"
            + " OpenTelemetry Collector writes it, or of an answer of Loki, also gzip; or Loki's"
            + " address, as http://127.0.0.1:3100."
      })
  @Nullable String witness;

  @Option(
      names = "--witness-from",
      paramLabel = "TIME",
      description = "Ask Loki for what is not older: RFC 3339, or as -7d (default: -30d).")
  @Nullable String witnessFrom;

  @Option(
      names = "--witness-header-file",
      paramLabel = "FILE",
      description = "Headers for Loki, \"Name: value\" a line.")
  @Nullable Path witnessHeaders;

  private @Nullable WitnessSource source;

  /**
   * Verifies folders; those of the command line's own journals are without keys.
   *
   * @throws IOException if one of them can't be listed, or what was given can't be read
   */
  Verification verify(List<Path> folders) throws IOException {
    return AuditTrail.of(folders, EventTypes.builtIn()).verify(verifier());
  }

  /** Whether signatures are demanded. */
  boolean isSigned() {
    return !publicKeys.isEmpty();
  }

  /** The options as they were given, each with its value. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    tagKeys.forEach(each -> words.addAll(List.of("--tag-key", each)));
    publicKeys.forEach(each -> words.addAll(List.of("--key", each)));
    journals.forEach(each -> words.addAll(List.of("--journal", each)));
    addIfGiven(words, "--min-age", minAge);
    addIfGiven(words, "--witness", witness);
    addIfGiven(words, "--witness-from", witnessFrom);
    addIfGiven(
        words, "--witness-header-file", witnessHeaders == null ? null : witnessHeaders.toString());
    return words;
  }

  private static void addIfGiven(List<String> words, String option, @Nullable String value) {
    if (value != null) {
      words.addAll(List.of(option, value));
    }
  }

  /** What they demand, in a sentence. */
  String sentence() {
    List<String> demands = new ArrayList<>();
    if (!tagKeys.isEmpty()) {
      demands.add("that tags are under the key that was given");
    }
    if (!publicKeys.isEmpty()) {
      demands.add("that checkpoints are signed by the key that was given");
    }
    if (minAge != null) {
      demands.add("that no file was deleted before it was " + minAge + " days old");
    }
    if (witness != null) {
      demands.add("that the journals agree with what the witness " + witness + " has kept");
    }
    boolean keyless = tagKeys.isEmpty() && publicKeys.isEmpty();
    return (demands.isEmpty()
            ? "Nothing was demanded but what the files say of themselves."
            : "It was demanded " + String.join(", ", demands) + ".")
        + (keyless
            ? " Without a key, whoever can write the folder can write a journal anew that nothing"
                + " is found in."
            : "");
  }

  /** Removes what was fetched to verify by. */
  void close() {
    if (source != null) {
      source.close();
    }
  }

  private Verifier verifier() throws IOException {
    Verifier verifier = new Verifier();
    for (int i = 0; i < tagKeys.size(); i++) {
      if (!tagKeys.get(i).equals(NONE)) {
        verifier.tagKey(TagKey.read(Path.of(tagKeys.get(i))));
      } else if (i == 0 && tagKeys.size() > 1) {
        verifier.unkeyedFirst();
      } else {
        throw noneMisplaced("--tag-key");
      }
    }
    for (int i = 0; i < publicKeys.size(); i++) {
      if (!publicKeys.get(i).equals(NONE)) {
        verifier.publicKey(VerifyKey.read(Path.of(publicKeys.get(i))));
      } else if (i == 0 && publicKeys.size() > 1) {
        verifier.unsignedFirst();
      } else {
        throw noneMisplaced("--key");
      }
    }
    for (String journal : journals) {
      if (!journal.matches("[0-9a-f]{" + JOURNAL_DIGITS + "}")) {
        throw CliException.usage(
            "--journal "
                + SafeText.quoted(journal)
                + ": an id has "
                + JOURNAL_DIGITS
                + " hexadecimal digits, as verify shows it");
      }
      verifier.journal(journal);
    }
    if (minAge != null) {
      verifier.minAge(days(minAge));
    }
    if (witness != null) {
      WitnessSource kept =
          WitnessSource.read(
              new WitnessSource.Request(witness, witnessFrom, witnessHeaders, Set.copyOf(journals)),
              Clock.systemUTC());
      source = kept;
      verifier.witness(kept.lines());
    } else if (witnessFrom != null || witnessHeaders != null) {
      throw CliException.usage(
          (witnessFrom != null ? "--witness-from" : "--witness-header-file")
              + ": is about Loki: name its address with --witness");
    }
    return verifier;
  }

  private static CliException noneMisplaced(String option) {
    return CliException.usage(
        option
            + " none: stands first, with the keys after it; it allows a beginning without a key");
  }

  private static Duration days(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw CliException.usage("--min-age " + SafeText.quoted(text) + ": use whole days, as in 30");
    }
    return Duration.ofDays(Long.parseLong(text));
  }
}
