package dev.tocsin.journal;

import static dev.tocsin.journal.Finding.Kind.BYTES_AFTER_END;
import static dev.tocsin.journal.Finding.Kind.CHANGED_LINE;
import static dev.tocsin.journal.Finding.Kind.CONTRADICTION;
import static dev.tocsin.journal.Finding.Kind.FOREIGN_SEGMENT;
import static dev.tocsin.journal.Finding.Kind.FORK;
import static dev.tocsin.journal.Finding.Kind.JOURNAL_GONE;
import static dev.tocsin.journal.Finding.Kind.LOST_LINES;
import static dev.tocsin.journal.Finding.Kind.MISSING_SEGMENT;
import static dev.tocsin.journal.Finding.Kind.TOMBSTONE_OUT_OF_ORDER;
import static dev.tocsin.journal.Tampering.tampering;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whole files that are damaged, removed, exchanged or forged, and tombstones that cover for it. */
final class TamperedFiles {
  private TamperedFiles() {}

  static Stream<Tampering> all() {
    return Stream.of(damaged(), removed(), exchanged(), tombstones()).flatMap(all -> all);
  }

  private static Tampering.Attack bytes(int segment, UnaryOperator<byte[]> change) {
    return i -> i.bytes(i.segment(segment), change);
  }

  private static Stream<Tampering> damaged() {
    return Stream.of(
        tampering(
                "a line after the seal",
                BYTES_AFTER_END,
                i -> i.edit(2, all -> all.add(all.get(2))))
            .at(2, 8),
        tampering("half a line after the seal", BYTES_AFTER_END, bytes(3, b -> join(b, b, 99)))
            .at(3, 8),
        tampering("a second gzip member", BYTES_AFTER_END, bytes(2, b -> join(b, b, b.length)))
            .at(2, 8),
        tampering(
                "an empty second gzip member",
                BYTES_AFTER_END,
                i -> {
                  byte[] nothing = Intruder.gzip(new byte[0]);
                  i.bytes(i.segment(2), b -> join(b, nothing, nothing.length));
                })
            .at(2, 8),
        tampering(
                "a byte after the gzip member",
                BYTES_AFTER_END,
                bytes(2, b -> Arrays.copyOf(b, b.length + 1)))
            .at(2, 8),
        tampering(
                "a compressed file cut short",
                CHANGED_LINE,
                bytes(2, b -> Arrays.copyOf(b, b.length - 3)))
            .at(2, 8),
        tampering(
                "a compressed file with a wrong sum",
                CHANGED_LINE,
                bytes(2, b -> flip(b, b.length - 6)))
            .at(2, 8),
        tampering("a compressed file that is none", MISSING_SEGMENT, bytes(2, b -> flip(b, 0))));
  }

  private static Stream<Tampering> removed() {
    return Stream.of(
        tampering("the first segment deleted", MISSING_SEGMENT, i -> i.delete(1)),
        tampering("a segment deleted", MISSING_SEGMENT, i -> i.delete(2)),
        tampering("the newest sealed segment deleted", MISSING_SEGMENT, i -> i.delete(3)),
        tampering("two segments deleted", MISSING_SEGMENT, i -> i.delete(2).delete(3)),
        tampering("the active file deleted", LOST_LINES, i -> i.delete(4)),
        tampering("the active file emptied", LOST_LINES, i -> Files.write(i.active, new byte[0])),
        tampering(
                "all but the head file deleted",
                JOURNAL_GONE,
                i -> i.delete(1).delete(2).delete(3).delete(4))
            .then(LOST_LINES));
  }

  private static Stream<Tampering> exchanged() {
    String other = "\"00112233445566778899aabbccddeeff\"";
    return Stream.of(
        tampering(
            "a segment's number changed",
            CHANGED_LINE,
            i -> i.edit(3, 0, l -> Intruder.set(l, "segment", 7))),
        tampering(
            "a segment's number changed to a huge one",
            CHANGED_LINE,
            i -> i.edit(3, 0, l -> Intruder.set(l, "segment", Long.MAX_VALUE - 1))),
        tampering(
            "the active file's number changed to a huge one",
            CHANGED_LINE,
            i -> i.edit(4, 0, l -> Intruder.set(l, "segment", Long.MAX_VALUE - 1))),
        tampering(
            "a segment's journal changed",
            CHANGED_LINE,
            i -> i.edit(2, 0, l -> Intruder.set(l, "journal", other))),
        tampering(
            "a segment of another journal in one's place",
            FOREIGN_SEGMENT,
            i -> {
              Path elsewhere = Files.createDirectory(i.folder.resolve("elsewhere"));
              Life.PLAIN.live(TestJournal.in(elsewhere));
              Intruder stranger = Intruder.in(elsewhere);
              String journal = Intruder.member(i.lines(1).get(0), "journal");
              stranger.edit(2, 0, l -> Intruder.set(l, "journal", '"' + journal + '"'));
              Files.write(i.segment(2), Files.readAllBytes(stranger.segment(2)));
              stranger.deleteAll();
              Files.delete(elsewhere);
            }),
        tampering(
            "a second file for a segment",
            FORK,
            i ->
                Intruder.write(
                    i.folder.resolve("copy.log"),
                    Intruder.text(i.segment(2)).replace("info", "high"))),
        tampering(
            "a second end of the journal",
            FORK,
            i ->
                Intruder.write(
                    i.folder.resolve("copy.log"),
                    Intruder.text(i.segment(4)).replaceAll("(?s)\\{\"record\":\"open\".*", ""))));
  }

  private static Stream<Tampering> tombstones() {
    return Stream.of(
        tampering(
            "a later segment deleted first",
            TOMBSTONE_OUT_OF_ORDER,
            i -> bury(i, 2, s -> s).delete(2)),
        tampering("a tombstone removed", TOMBSTONE_OUT_OF_ORDER, TamperedFiles::removeTombstone)
            .in(Life.DELETED),
        tampering(
                "tombstones in the wrong order",
                TOMBSTONE_OUT_OF_ORDER,
                TamperedFiles::swapTombstones)
            .in(Life.DELETED),
        tampering(
                "a tombstone with another head than the next segment begins with",
                MISSING_SEGMENT,
                i ->
                    bury(i, 4, stone -> Intruder.set(stone, "head", "\"" + "ab".repeat(32) + '"'))
                        .delete(4))
            .in(Life.DELETED),
        tampering(
                "a tombstone out of turn", TOMBSTONE_OUT_OF_ORDER, i -> bury(i, 5, stone -> stone))
            .in(Life.DELETED),
        tampering(
                "a tombstone of a segment that is not sealed",
                TOMBSTONE_OUT_OF_ORDER,
                i -> bury(i, 4, stone -> Intruder.set(stone, "segment", 6)))
            .in(Life.DELETED),
        tampering(
                "a tombstone with another sum than the file that is there",
                CONTRADICTION,
                i ->
                    bury(
                        i, 4, stone -> Intruder.set(stone, "sha256", "\"" + "ab".repeat(32) + '"')))
            .in(Life.DELETED));
  }

  /** Writes a tombstone for a segment at the end of the journal, and chains it. */
  static Intruder bury(Intruder i, int segment, UnaryOperator<String> lie) throws IOException {
    List<String> lines = i.lines(segment);
    String seal = lines.get(lines.size() - 1);
    String stone =
        "{\"record\":\"tombstone\",\"segment\":%d,\"first_seq\":%s,\"last_seq\":%s,\"prev\":\"%s\",\"head\":\"%s\",\"sha256\":\"%s\",\"newest\":\"%s\",\"policy\":\"days=30\",\"time\":\"%s\",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}"
            .formatted(
                segment,
                Intruder.member(lines.get(0), "first_seq"),
                Intruder.member(seal, "last_seq"),
                Intruder.member(lines.get(0), "prev"),
                Intruder.member(i.lines(segment + 1).get(0), "prev"),
                Intruder.sha256(Intruder.text(i.segment(segment))),
                Intruder.member(seal, "time"),
                Intruder.member(seal, "time"));
    return i.edit(i.segments().lastKey(), all -> all.add(lie.apply(stone))).rechain().forgeHead(0);
  }

  private static void removeTombstone(Intruder i) throws IOException {
    i.edit(4, all -> all.remove((int) tombstonesIn(all).get(1))).rechain().forgeHead(0);
  }

  private static void swapTombstones(Intruder i) throws IOException {
    i.edit(4, all -> Collections.swap(all, tombstonesIn(all).get(0), tombstonesIn(all).get(1)))
        .rechain()
        .forgeHead(0);
  }

  private static List<Integer> tombstonesIn(List<String> lines) {
    return IntStream.range(0, lines.size())
        .filter(at -> lines.get(at).startsWith("{\"record\":\"tombstone\""))
        .boxed()
        .toList();
  }

  private static byte[] join(byte[] first, byte[] second, int length) {
    byte[] both = Arrays.copyOf(first, first.length + length);
    System.arraycopy(second, 0, both, first.length, length);
    return both;
  }

  private static byte[] flip(byte[] bytes, int at) {
    bytes[at] ^= 1;
    return bytes;
  }
}
