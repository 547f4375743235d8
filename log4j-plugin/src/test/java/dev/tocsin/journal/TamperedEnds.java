package dev.tocsin.journal;

import static dev.tocsin.journal.Finding.Kind.FORK;
import static dev.tocsin.journal.Finding.Kind.HEAD_ABSENT;
import static dev.tocsin.journal.Finding.Kind.JOURNAL_GONE;
import static dev.tocsin.journal.Finding.Kind.LOST_LINES;
import static dev.tocsin.journal.Finding.Kind.REMOVED_LINES;
import static dev.tocsin.journal.Finding.Kind.UNFINISHED_LINE;
import static dev.tocsin.journal.Finding.Kind.WITNESS_AHEAD;
import static dev.tocsin.journal.Tampering.tampering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.journal.Tampering.Demand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Ends that are cut off, head files, and what is found only by who knows more than the folder. */
final class TamperedEnds {
  private TamperedEnds() {}

  static Stream<Tampering> all() {
    return Stream.of(ends(), heads(), beyondTheFolder()).flatMap(all -> all);
  }

  private static Stream<Tampering> ends() {
    return Stream.of(
        tampering("the end cut off", LOST_LINES, i -> i.cut(2)).then(REMOVED_LINES),
        tampering(
                "the end cut off within a line",
                UNFINISHED_LINE,
                i -> i.bytes(i.active, b -> Arrays.copyOf(b, b.length - 400)))
            .then(REMOVED_LINES),
        tampering(
                "the last line feed cut off",
                UNFINISHED_LINE,
                i -> i.bytes(i.active, b -> Arrays.copyOf(b, b.length - 1)))
            .then(REMOVED_LINES),
        tampering(
                "the end cut off, with the head file",
                HEAD_ABSENT,
                i -> {
                  i.cut(2);
                  Files.delete(i.head());
                })
            .then(REMOVED_LINES));
  }

  private static Stream<Tampering> heads() {
    return Stream.of(
        tampering("the head file deleted", HEAD_ABSENT, i -> Files.delete(i.head()))
            .then(REMOVED_LINES),
        tampering("the head file emptied", HEAD_ABSENT, i -> Files.write(i.head(), new byte[0]))
            .then(REMOVED_LINES),
        tampering("the head file damaged", HEAD_ABSENT, i -> head(i, "\"line\"", "\"Line\""))
            .then(REMOVED_LINES),
        tampering("the head file of another journal", JOURNAL_GONE, TamperedEnds::foreignHead)
            .then(REMOVED_LINES),
        tampering("the head file ahead", LOST_LINES, i -> i.forgeHead(5)).then(REMOVED_LINES),
        tampering("the head file tells of another end", FORK, TamperedEnds::otherEnd)
            .then(LOST_LINES));
  }

  /** Without these demands nothing is found: who can write the folder can write it anew. */
  private static Stream<Tampering> beyondTheFolder() {
    return Stream.of(
        tampering("the end cut off and told so", WITNESS_AHEAD, i -> i.cut(2).forgeHead(0))
            .then(FORK)
            .seenBy(Demand.WITNESS),
        tampering(
                "an event changed and all chained anew",
                FORK,
                i -> i.rechain(body -> body.replace("\"b-2\"", "\"b-9\"")).forgeHead(0))
            .seenBy(Demand.WITNESS),
        tampering(
                "an event removed and all chained anew",
                FORK,
                i -> i.edit(3, all -> all.remove(4)).rechain().forgeHead(0))
            .seenBy(Demand.WITNESS),
        tampering("an older copy put back", WITNESS_AHEAD, TamperedEnds::olderCopy)
            .then(FORK)
            .seenBy(Demand.WITNESS),
        tampering(
                "an older copy put back that goes on, both seen by the witness",
                FORK,
                TamperedEnds::olderCopyThatGoesOn)
            .seenBy(Demand.WITNESS),
        tampering("a journal begun anew", JOURNAL_GONE, TamperedEnds::beginAnew)
            .seenBy(Demand.WITNESS),
        tampering("another journal in one's place", JOURNAL_GONE, TamperedEnds::beginAnew)
            .seenBy(Demand.JOURNAL),
        tampering("everything deleted", JOURNAL_GONE, Intruder::deleteAll).seenBy(Demand.WITNESS));
  }

  private static void head(Intruder i, String from, String to) throws IOException {
    Intruder.write(i.head(), Intruder.text(i.head()).replace(from, to));
  }

  private static void foreignHead(Intruder i) throws IOException {
    byte[] own = Files.readAllBytes(i.active);
    Path active = i.folder.resolve("aside");
    Files.write(active, own);
    i.edit(4, 0, line -> Intruder.set(line, "journal", "\"00112233445566778899aabbccddeeff\""))
        .forgeHead(0);
    Files.write(i.active, own);
    Files.delete(active);
  }

  /** As if the last line had been changed and chained, but the head file had been forgotten. */
  private static void otherEnd(Intruder i) throws IOException {
    i.rechain(body -> body.replace("\"c-2\"", "\"c-9\""));
  }

  /** The folder as it was before the last start. */
  private static void olderCopy(Intruder i) throws IOException {
    i.cut(4).forgeHead(0);
  }

  /**
   * The old copy is written on until it has as many lines as there were, and its checkpoints reach
   * the witness like any others.
   */
  private static void olderCopyThatGoesOn(Intruder i) throws IOException {
    List<String> before = i.lines(4);
    olderCopy(i);
    TestJournal.in(i.folder).log("other", 2);
    List<String> now = i.lines(4);
    assertThat(now).hasSameSizeAs(before).doesNotContain(before.get(8));
    Path witness = i.folder.resolveSibling(Life.WITNESS);
    Files.writeString(witness, now.get(now.size() - 1) + "\n", StandardOpenOption.APPEND);
  }

  private static void beginAnew(Intruder i) throws IOException {
    i.deleteAll();
    TestJournal.in(i.folder).log("forged", 18);
  }
}
