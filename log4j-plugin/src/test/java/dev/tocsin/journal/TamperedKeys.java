package dev.tocsin.journal;

import static dev.tocsin.journal.Finding.Kind.BAD_SIGNATURE;
import static dev.tocsin.journal.Finding.Kind.CHANGED_LINE;
import static dev.tocsin.journal.Finding.Kind.HEAD_ABSENT;
import static dev.tocsin.journal.Finding.Kind.LOST_LINES;
import static dev.tocsin.journal.Finding.Kind.REMOVED_LINES;
import static dev.tocsin.journal.Finding.Kind.TOMBSTONE_TOO_YOUNG;
import static dev.tocsin.journal.Finding.Kind.UNKEYED;
import static dev.tocsin.journal.Finding.Kind.UNSIGNED;
import static dev.tocsin.journal.Finding.Kind.WRONG_EPOCH;
import static dev.tocsin.journal.Finding.Kind.WRONG_KEY;
import static dev.tocsin.journal.Tampering.tampering;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is tried where there are keys: by who has none of them, an old one, or the one for tags. */
final class TamperedKeys {
  private static final Pattern SIGNATURE = Pattern.compile(",\"signature\":\"([^\"]{86})\"$");
  private static final byte[] OWN = new byte[32];

  private TamperedKeys() {}

  static Stream<Tampering> all() {
    return Stream.of(withoutAKey(), withAnOldKey(), withTheTagKey()).flatMap(all -> all);
  }

  private static String change(String body) {
    return body.replace("\"b-2\"", "\"b-9\"");
  }

  private static Stream<Tampering> withoutAKey() {
    return Stream.of(
        tampering(
                "chained anew without the key",
                CHANGED_LINE,
                i -> i.rechain(TamperedKeys::change).forgeHead(0))
            .in(Life.SIGNED),
        tampering(
                "chained anew as if there were no key",
                UNKEYED,
                i -> i.rechain(body -> unkeyed(change(body))).forgeHead(0))
            .in(Life.SIGNED),
        tampering(
                "chained anew under a key of one's own",
                WRONG_KEY,
                i -> i.with(OWN).rechain(body -> under("01020304", change(body))).forgeHead(0))
            .in(Life.SIGNED),
        tampering(
                "the end of a signed journal cut off, the head file forged",
                HEAD_ABSENT,
                i -> i.cut(3).forgeHead(0))
            .in(Life.SIGNED)
            .then(REMOVED_LINES),
        tampering("the end of an evolving journal cut off", LOST_LINES, i -> i.cut(3))
            .in(Life.EVOLVING)
            .then(REMOVED_LINES));
  }

  private static Stream<Tampering> withAnOldKey() {
    return Stream.of(
        tampering(
                "chained anew under the key that has moved on by now",
                CHANGED_LINE,
                i -> i.with(state(i)).rechain(TamperedKeys::change).forgeHead(0))
            .in(Life.EVOLVING),
        tampering(
                "a line at the end under a retired key", CHANGED_LINE, TamperedKeys::oldKeyAtTheEnd)
            .in(Life.ROTATED),
        tampering(
                "a segment under a retired key after the change",
                WRONG_KEY,
                i -> {
                  int last = i.segments().lastKey();
                  String old = Intruder.member(i.lines(1).get(0), "key");
                  i.with(secret(i, Life.OLD_TAG_KEY)).rechain(last, body -> under(old, body), 0);
                })
            .in(Life.ROTATED));
  }

  /** Who has the tag key can make every tag, but no signature. */
  private static Stream<Tampering> withTheTagKey() {
    return Stream.of(
        signed("an event changed under the tag key", BAD_SIGNATURE, TamperedKeys::change),
        signed(
            "signatures taken off under the tag key",
            UNSIGNED,
            body -> SIGNATURE.matcher(change(body)).replaceFirst("")),
        signed(
            "a signature in another spelling of its bits",
            BAD_SIGNATURE,
            body -> {
              // The last of 86 characters has four bits that mean nothing.
              int at = body.length() - 2;
              return SIGNATURE.matcher(body).find()
                  ? body.substring(0, at) + (char) (body.charAt(at) + 1) + body.substring(at + 1)
                  : body;
            }),
        signed(
            "a signature that is not the last member",
            BAD_SIGNATURE,
            body -> SIGNATURE.matcher(body).find() ? body + ",\"x\":1" : body),
        tampering(
                "the signature of another line",
                BAD_SIGNATURE,
                i -> {
                  List<String> lines = i.lines(1);
                  String other = signature(lines.get(lines.size() - 1));
                  i.with(tagKey(i))
                      .rechain(body -> SIGNATURE.matcher(body).replaceFirst(other))
                      .forgeHead(0);
                })
            .in(Life.SIGNED),
        tampering(
                "a checkpoint that says another epoch",
                WRONG_EPOCH,
                i -> i.with(tagKey(i)).rechain(TamperedKeys::otherEpoch).forgeHead(0))
            .in(Life.KEYED),
        tampering(
                "a segment deleted before its time, with its tombstone",
                TOMBSTONE_TOO_YOUNG,
                i -> TamperedFiles.bury(i, 4, stone -> stone).delete(4))
            .in(Life.DELETED)
            .seenBy(Tampering.Demand.MIN_AGE));
  }

  private static Tampering signed(String name, Finding.Kind kind, UnaryOperator<String> lie) {
    return tampering(name, kind, i -> i.with(tagKey(i)).rechain(lie).forgeHead(0)).in(Life.SIGNED);
  }

  private static String unkeyed(String body) {
    return SIGNATURE
        .matcher(body)
        .replaceFirst("")
        .replaceFirst("HMAC-SHA-256\",\"key\":\"[^\"]*\"", "SHA-256\",\"key\":null");
  }

  private static String under(String keyId, String body) {
    return body.startsWith("{\"record\":\"segment\"")
        ? Intruder.set(body, "key", '"' + keyId + '"')
        : body;
  }

  private static String otherEpoch(String body) {
    return body.startsWith("{\"record\":\"checkpoint\"") ? Intruder.set(body, "epoch", 3) : body;
  }

  private static String signature(String line) {
    var found = SIGNATURE.matcher(Intruder.body(line));
    if (!found.find()) {
      throw new AssertionError("not signed: " + line);
    }
    return found.group();
  }

  private static byte[] tagKey(Intruder i) throws IOException {
    return secret(i, Life.KEYS + "/tag.key");
  }

  private static byte[] secret(Intruder i, String name) throws IOException {
    Path file = i.folder.resolveSibling(name);
    return HexFormat.of().parseHex(Files.readString(file).strip());
  }

  /** The key that lies on the host by now. */
  private static byte[] state(Intruder i) throws IOException {
    String state = Files.readString(i.folder.resolve("security_audit.log.tagkey"));
    return HexFormat.of().parseHex(Intruder.member(state, "value"));
  }

  private static void oldKeyAtTheEnd(Intruder i) throws IOException {
    int last = i.segments().lastKey();
    i.edit(last, all -> all.add(all.get(1)));
    int lines = i.lines(last).size();
    i.with(secret(i, Life.OLD_TAG_KEY)).rechain(last, body -> body, lines - 1);
  }
}
