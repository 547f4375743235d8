package dev.tocsin.journal;

import dev.tocsin.journal.Finding.Kind;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of tampering, and what verification must say of it.
 *
 * @param name what is done
 * @param life the journal it is done to
 * @param attack does it
 * @param demand what alone finds it
 * @param place where the first finding is, or null where that is about no line
 * @param before kind of the first finding, before the writer starts again
 * @param after the same after it did
 */
record Tampering(
    String name,
    Life life,
    Attack attack,
    Demand demand,
    @Nullable Place place,
    Kind before,
    Kind after) {

  /** Does something bad to a journal. */
  interface Attack {
    void on(Intruder intruder) throws IOException;
  }

  /** What an auditor knows from elsewhere, beside the keys. */
  enum Demand {
    NOTHING,
    WITNESS,
    JOURNAL,
    MIN_AGE
  }

  /** A line of a segment, from 0. */
  record Place(int segment, int line) {}

  static Tampering tampering(String name, Kind kind, Attack attack) {
    return new Tampering(name, Life.PLAIN, attack, Demand.NOTHING, null, kind, kind);
  }

  Tampering in(Life other) {
    return new Tampering(name, other, attack, demand, place, before, after);
  }

  /** Found at that line, from 0, as the chain counts them. */
  Tampering at(int segment, int line) {
    return new Tampering(name, life, attack, demand, new Place(segment, line), before, after);
  }

  /** Found only by who demands that. */
  Tampering seenBy(Demand other) {
    return new Tampering(name, life, attack, other, place, before, after);
  }

  /** What is found once the writer has started again, where that is something else. */
  Tampering then(Kind kind) {
    return new Tampering(name, life, attack, demand, place, before, kind);
  }

  static List<Tampering> all() {
    return Stream.of(
            TamperedLines.all(),
            TamperedRecords.all(),
            TamperedFiles.all(),
            TamperedEnds.all(),
            TamperedKeys.all())
        .flatMap(tamperings -> tamperings)
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
