package dev.tocsin.journal;

import static dev.tocsin.journal.Finding.Kind.CHANGED_LINE;
import static dev.tocsin.journal.Finding.Kind.DOUBLED_LINE;
import static dev.tocsin.journal.Finding.Kind.INSERTED_LINES;
import static dev.tocsin.journal.Finding.Kind.LOST_LINES;
import static dev.tocsin.journal.Finding.Kind.MISSING_SEGMENT;
import static dev.tocsin.journal.Finding.Kind.REMOVED_LINES;
import static dev.tocsin.journal.Finding.Kind.REORDERED_LINES;
import static dev.tocsin.journal.Tampering.tampering;

import java.util.Collections;
import java.util.stream.Stream;

/**
 * Lines that are edited by somebody who does not compute the chain anew; see {@link Life#PLAIN}.
 */
final class TamperedLines {
  private static final String NO_TAG = ",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}";

  private TamperedLines() {}

  static Stream<Tampering> all() {
    return Stream.of(changed(), movedAround(), otherSpellings()).flatMap(all -> all);
  }

  private static Stream<Tampering> changed() {
    return Stream.of(
        tampering(
                "a changed event", CHANGED_LINE, i -> i.edit(2, 3, l -> l.replace("info", "high")))
            .at(2, 3),
        tampering(
                "the last line changed",
                CHANGED_LINE,
                i -> i.edit(4, 9, l -> l.replace("2026", "2027")))
            .at(4, 9),
        tampering(
                "a changed record", CHANGED_LINE, i -> i.edit(3, 2, l -> l.replace("shop", "shup")))
            .at(3, 2),
        tampering(
                "a changed header", CHANGED_LINE, i -> i.edit(3, 0, l -> l.replace("shop", "shup")))
            .at(3, 0),
        tampering("a changed seal", CHANGED_LINE, i -> i.edit(2, 7, l -> l.replace(":5,", ":4,")))
            .at(2, 7),
        tampering("a changed tag", CHANGED_LINE, i -> i.edit(2, 3, l -> Intruder.body(l) + NO_TAG))
            .at(2, 3));
  }

  private static Stream<Tampering> movedAround() {
    return Stream.of(
        tampering("a removed event", REMOVED_LINES, i -> i.edit(2, all -> all.remove(3))).at(2, 3),
        tampering(
                "three removed events",
                REMOVED_LINES,
                i -> i.edit(2, all -> all.subList(2, 5).clear()))
            .at(2, 2),
        tampering("a removed checkpoint", REMOVED_LINES, i -> i.edit(2, all -> all.remove(6)))
            .at(2, 6),
        tampering("a removed open line", REMOVED_LINES, i -> i.edit(4, all -> all.remove(6)))
            .at(4, 6),
        tampering("a removed seal", REMOVED_LINES, i -> i.edit(2, all -> all.remove(7))),
        tampering("a doubled event", DOUBLED_LINE, i -> i.edit(2, all -> all.add(3, all.get(2))))
            .at(2, 3),
        tampering(
                "an old event at the end", DOUBLED_LINE, i -> i.edit(4, all -> all.add(all.get(8))))
            .at(4, 10),
        tampering(
                "two events swapped",
                REORDERED_LINES,
                i -> i.edit(2, all -> Collections.swap(all, 2, 3)))
            .at(2, 2),
        tampering(
                "an event moved to another segment",
                REMOVED_LINES,
                i -> {
                  String event = i.lines(2).get(3);
                  i.edit(2, all -> all.remove(3)).edit(4, all -> all.add(3, event));
                })
            .at(2, 3),
        tampering(
                "an inserted record",
                INSERTED_LINES,
                i -> i.edit(2, all -> all.add(3, "{\"record\":\"recovery\"" + NO_TAG)))
            .at(2, 3),
        tampering("a blank line", INSERTED_LINES, i -> i.edit(3, all -> all.add(3, ""))).at(3, 3),
        tampering("NULs and LF at the end", CHANGED_LINE, i -> i.edit(4, all -> all.add("\0\0")))
            .at(4, 10));
  }

  /** The same content for a lenient reader, but other bytes. */
  private static Stream<Tampering> otherSpellings() {
    return Stream.of(
        tampering("CR before an LF", CHANGED_LINE, i -> i.edit(3, 3, l -> l + "\r")).at(3, 3),
        tampering(
                "CR before every LF",
                CHANGED_LINE,
                i -> i.edit(3, all -> all.replaceAll(l -> l + "\r")))
            .at(3, 0),
        tampering(
            "a byte order mark", MISSING_SEGMENT, i -> i.edit(3, 0, l -> "\u00ef\u00bb\u00bf" + l)),
        tampering(
            "a byte order mark before the active file",
            LOST_LINES,
            i -> i.edit(4, 0, l -> "\u00ef\u00bb\u00bf" + l)),
        tampering(
                "a tag with padding",
                CHANGED_LINE,
                i -> i.edit(3, 3, l -> l.replaceFirst("\"}$", "==\"}")))
            .at(3, 3),
        tampering(
                "another spelling of a tag's bits",
                CHANGED_LINE,
                i -> i.edit(3, 3, TamperedLines::respell))
            .at(3, 3),
        tampering(
                "a blank before the tag",
                CHANGED_LINE,
                i -> i.edit(3, 3, l -> Intruder.body(l) + " " + Intruder.tail(l)))
            .at(3, 3),
        tampering("a blank after a line", CHANGED_LINE, i -> i.edit(3, 3, l -> l + " ")).at(3, 3),
        tampering(
                "a member after the tag",
                CHANGED_LINE,
                i -> i.edit(3, 3, l -> l.replaceFirst("}$", ",\"x\":1}")))
            .at(3, 3),
        tampering(
                "two tags",
                CHANGED_LINE,
                i -> i.edit(3, 3, l -> l.replaceFirst("}$", "") + Intruder.tail(l)))
            .at(3, 3));
  }

  /** The last of a tag's characters has four bits that mean nothing. */
  private static String respell(String line) {
    int at = line.length() - 3;
    return line.substring(0, at) + (char) (line.charAt(at) + 1) + line.substring(at + 1);
  }
}
