package dev.tocsin.journal;

import static dev.tocsin.journal.Finding.Kind.BYTES_AFTER_END;
import static dev.tocsin.journal.Finding.Kind.CHANGED_LINE;
import static dev.tocsin.journal.Finding.Kind.CONTRADICTION;
import static dev.tocsin.journal.Finding.Kind.MISSING_SEGMENT;
import static dev.tocsin.journal.Tampering.tampering;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Lines that say what can't be, by somebody who has computed every number, hash and tag anew, which
 * anyone can where there is no key; see {@link Life#PLAIN}.
 */
final class TamperedRecords {
  private static final String OTHER = "\"00112233445566778899aabbccddeeff\"";

  private TamperedRecords() {}

  static Stream<Tampering> all() {
    return Stream.of(forms(), lies()).flatMap(all -> all);
  }

  private static Tampering.Attack chained(UnaryOperator<String> lie) {
    return i -> i.rechain(lie).forgeHead(0);
  }

  /** Adds a line before line 3 of segment 3, and chains it. */
  private static Tampering.Attack inserted(String body) {
    String line = body + ",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}";
    return i -> i.edit(3, all -> all.add(3, line)).rechain().forgeHead(0);
  }

  private static UnaryOperator<String> record(String kind, String member, Object json) {
    return body ->
        body.startsWith("{\"record\":\"" + kind + '"') ? Intruder.set(body, member, json) : body;
  }

  /** Lines that a lenient reader may take in another way than the verifier. */
  private static Stream<Tampering> forms() {
    return Stream.of(
        tampering(
                "a repeated member",
                CHANGED_LINE,
                chained(b -> b.replace("\"b-2\"", "\"b-2\",\"success\":false")))
            .at(3, 4),
        tampering(
                "bytes that are no UTF-8",
                CHANGED_LINE,
                chained(b -> b.replace("\"b-2\"", "\"b-2\u00ff\"")))
            .at(3, 4),
        tampering("a line that is no JSON", CHANGED_LINE, chained(b -> b.replace("\"b-2\"", "b-2")))
            .at(3, 4),
        tampering(
                "CR inside a line", CHANGED_LINE, chained(b -> b.replace("\"b-2\",", "\"b-2\",\r")))
            .at(3, 4),
        tampering("a blank line that is chained", CHANGED_LINE, inserted("")).at(3, 3),
        tampering(
                "an event with record",
                CONTRADICTION,
                chained(b -> b.replace("\"b-2\"", "\"b-2\",\"record\":\"recovery\"")))
            .at(3, 4),
        tampering(
                "a record with event_type",
                CONTRADICTION,
                inserted("{\"record\":\"recovery\",\"event_type\":\"x\""))
            .at(3, 3),
        tampering("neither event nor record", CONTRADICTION, inserted("{\"note\":\"x\"")).at(3, 3),
        tampering("an unknown record", CONTRADICTION, inserted("{\"record\":\"note\"")).at(3, 3));
  }

  private static Stream<Tampering> lies() {
    return Stream.of(
        tampering(
                "a number left out",
                CONTRADICTION,
                chained(b -> b.replace("\"seq\":11", "\"seq\":12")))
            .at(3, 4),
        tampering(
            "a number with a zero before it",
            CHANGED_LINE,
            chained(b -> b.replace("\"seq\":11", "\"seq\":011"))),
        tampering(
                "a seal with a wrong count",
                CONTRADICTION,
                chained(b -> b.replace("\"events\":5", "\"events\":4")))
            .at(2, 7),
        tampering(
                "a seal with a wrong last number",
                CONTRADICTION,
                chained(record("seal", "last_seq", 4)))
            .at(2, 7),
        tampering(
                "a checkpoint with a wrong head",
                CONTRADICTION,
                chained(record("checkpoint", "head", "\"" + "ab".repeat(32) + '"')))
            .at(1, 5),
        tampering(
                "a checkpoint of another journal",
                CONTRADICTION,
                chained(record("checkpoint", "journal", OTHER)))
            .at(1, 5),
        tampering(
                "a checkpoint with a wrong line",
                CONTRADICTION,
                chained(record("checkpoint", "line", 77)))
            .at(1, 5),
        tampering(
                "an open line with a wrong number",
                CONTRADICTION,
                chained(record("open", "next_seq", 99)))
            .at(3, 2),
        tampering(
                "a checkpoint with an epoch but no key",
                CONTRADICTION,
                chained(record("checkpoint", "epoch", 1)))
            .at(1, 5),
        tampering(
                "a header that names a key but no algorithm",
                CONTRADICTION,
                chained(record("segment", "key", "\"d0c46a55\"")))
            .at(1, 0),
        tampering(
                "a checkpoint whose time is none",
                CONTRADICTION,
                chained(record("checkpoint", "time", "\"noon\"")))
            .at(1, 5),
        tampering(
                "an algorithm that there is none of",
                CONTRADICTION,
                chained(record("segment", "algorithm", "\"MD5\"")))
            .at(1, 0),
        tampering(
            "a format that there is none of",
            MISSING_SEGMENT,
            i -> i.edit(3, 0, l -> Intruder.set(l, "format", 2))),
        tampering(
                "a header in the middle",
                CONTRADICTION,
                i -> i.edit(3, all -> all.add(3, all.get(0))).rechain().forgeHead(0))
            .at(3, 3),
        tampering(
                "an event after the seal",
                BYTES_AFTER_END,
                i -> i.edit(3, all -> all.add(all.get(3))).rechain().forgeHead(0))
            .at(3, 8));
  }
}
