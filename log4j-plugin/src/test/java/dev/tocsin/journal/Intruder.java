package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may write the folder of a journal. Edits the files as they lie there, and can
 * compute the whole chain anew. Shares no code with the journal. Lines are texts in which every
 * character is a byte.
 */
final class Intruder {
  private static final int TAIL = 32;
  private static final Pattern NUMBER = Pattern.compile("\"segment\":(\\d+)");
  private static final Pattern SEQ = Pattern.compile(",\"seq\":(\\d+)$");

  final Path folder;
  final Path active;
  private byte @Nullable [] key;

  private Intruder(Path folder) {
    this.folder = folder;
    this.active = folder.resolve("security_audit.log");
  }

  static Intruder in(Path folder) {
    return new Intruder(folder);
  }

  /** From now on tags are computed under that key. */
  Intruder with(byte[] tagKey) {
    this.key = tagKey;
    return this;
  }

  Path head() {
    return folder.resolve("security_audit.log.head");
  }

  /** The segments' files by number; of twins the compressed one. */
  NavigableMap<Integer, Path> segments() throws IOException {
    TreeMap<Integer, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (file.toString().endsWith(".log") || file.toString().endsWith(".gz")) {
          Matcher header = NUMBER.matcher(text(file).lines().findFirst().orElse(""));
          if (header.find()) {
            found.putIfAbsent(Integer.parseInt(header.group(1)), file);
          }
        }
      }
    }
    return found;
  }

  Path segment(int number) throws IOException {
    Path file = segments().get(number);
    if (file == null) {
      throw new AssertionError("no segment " + number + " in " + folder);
    }
    return file;
  }

  /** The whole lines of a segment. */
  List<String> lines(int segment) throws IOException {
    return lines(segment(segment));
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> lines = new ArrayList<>(Arrays.asList(text(file).split("\n", -1)));
    // What follows the last LF is no whole line.
    lines.remove(lines.size() - 1);
    return lines;
  }

  Intruder edit(int segment, Consumer<List<String>> change) throws IOException {
    List<String> lines = lines(segment);
    change.accept(lines);
    write(segment(segment), String.join("\n", lines) + "\n");
    return this;
  }

  /** Changes one line. */
  Intruder edit(int segment, int line, UnaryOperator<String> change) throws IOException {
    return edit(segment, lines -> lines.set(line, change.apply(lines.get(line))));
  }

  /** Changes a file's bytes as they lie on the disk. */
  Intruder bytes(Path file, UnaryOperator<byte[]> change) throws IOException {
    Files.write(file, change.apply(Files.readAllBytes(file)));
    return this;
  }

  Intruder delete(int segment) throws IOException {
    Files.delete(segment(segment));
    return this;
  }

  /** Deletes every file of the folder. */
  Intruder deleteAll() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return this;
  }

  /** Takes so many lines off the end of the active file. */
  Intruder cut(int lines) throws IOException {
    int last = segments().lastKey();
    return edit(last, all -> all.subList(all.size() - lines, all.size()).clear());
  }

  /** Computes numbers, hashes and tags of all lines anew, so that the chain is right again. */
  Intruder rechain() throws IOException {
    return rechain(body -> body);
  }

  /**
   * The same, with a lie: it is given each body with all its numbers right, and what it gives back
   * is chained.
   */
  Intruder rechain(UnaryOperator<String> lie) throws IOException {
    return rechain(segments().firstKey(), lie, 0);
  }

  /** The same from a segment on, and in that one from a line on; lines before stay as they are. */
  Intruder rechain(int from, UnaryOperator<String> lie, int fromLine) throws IOException {
    byte[] h = {};
    long line = 0;
    long seq = 0;
    int kept = fromLine;
    for (Path file : segments().tailMap(from).values()) {
      StringBuilder text = new StringBuilder();
      long events = 0;
      for (String old : lines(file)) {
        String body = body(old);
        if (h.length == 0) {
          h = HexFormat.of().parseHex(member(body, "prev"));
          line = Long.parseLong(member(body, "line"));
          seq = Long.parseLong(member(body, "first_seq")) - 1;
        }
        Matcher number = SEQ.matcher(body);
        if (number.find()) {
          seq++;
          events++;
          body = number.replaceFirst(",\"seq\":" + seq);
        }
        boolean asItIs = kept-- > 0;
        body = asItIs ? body : lie.apply(renumber(body, hex(h), line, seq, events));
        h = sha256(h, bytes(body));
        line++;
        text.append(asItIs ? old : body + ",\"tag\":\"" + tag(h) + "\"}").append('\n');
      }
      write(file, text.toString());
    }
    return this;
  }

  private static String renumber(String body, String h, long line, long seq, long events) {
    String record = body.startsWith("{\"record\":") ? member(body, "record") : "";
    return switch (record) {
      case "segment" ->
          set(set(set(body, "line", line), "first_seq", seq + 1), "prev", '"' + h + '"');
      case "open" -> set(set(body, "line", line), "next_seq", seq + 1);
      case "checkpoint" ->
          set(set(set(body, "line", line), "last_seq", seq), "head", '"' + h + '"');
      case "seal" ->
          set(
              set(set(set(body, "line", line), "last_seq", seq), "head", '"' + h + '"'),
              "events",
              events);
      default -> body;
    };
  }

  /** Makes the head file tell of the journal as it now is, or of {@code more} lines. */
  Intruder forgeHead(int more) throws IOException {
    long line = 0;
    long seq = 0;
    byte[] h = {};
    String journal = "";
    int newest = segments().lastKey();
    for (String each : lines(newest)) {
      String body = body(each);
      if (h.length == 0) {
        h = HexFormat.of().parseHex(member(body, "prev"));
        line = Long.parseLong(member(body, "line"));
        seq = Long.parseLong(member(body, "first_seq")) - 1;
        journal = member(body, "journal");
      }
      Matcher number = SEQ.matcher(body);
      seq = number.find() ? Long.parseLong(number.group(1)) : seq;
      h = sha256(h, bytes(body));
      line++;
    }
    long offset = bytes(text(segment(newest))).length;
    String slots = "";
    for (int generation = 1000; generation <= 1001; generation++) {
      String body =
          "{\"record\":\"head\",\"generation\":%d,\"journal\":\"%s\",\"line\":%d,\"seq\":%d,\"h\":\"%s\",\"segment\":%d,\"offset\":%d,\"tombstoned\":0,\"key\":null,\"epoch\":0"
              .formatted(generation, journal, line + more, seq, hex(h), newest, offset);
      byte[] digest = sha256(bytes("tocsin-head-v1\0"), bytes(body));
      String slot = body + ",\"tag\":\"" + tag(digest) + "\"}";
      slots += slot + " ".repeat(511 - slot.length()) + "\n";
    }
    Files.write(head(), bytes(slots));
    return this;
  }

  /** The value of a number or text in a line. */
  static String member(String line, String name) {
    Matcher value = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|(\\d+|null))").matcher(line);
    if (!value.find()) {
      throw new AssertionError("no " + name + " in " + line);
    }
    return value.group(1) != null ? value.group(1) : value.group(2);
  }

  /** A line with another value, which is JSON, for the first member of that name. */
  static String set(String line, String name, Object json) {
    return Pattern.compile("\"" + name + "\":(\"[^\"]*\"|\\d+|null)")
        .matcher(line)
        .replaceFirst(Matcher.quoteReplacement("\"" + name + "\":" + json));
  }

  static String body(String line) {
    return line.substring(0, line.length() - TAIL);
  }

  /** What follows a line's body. */
  static String tail(String line) {
    return line.substring(line.length() - TAIL);
  }

  static String sha256(String text) {
    return hex(sha256(new byte[0], bytes(text)));
  }

  /** A file's content, decompressed. */
  static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (file.toString().endsWith(".gz")) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = in.readAllBytes();
      }
    }
    return new String(bytes, ISO_8859_1);
  }

  /** Writes a file, compressed where its name says so. */
  static void write(Path file, String text) throws IOException {
    Files.write(file, file.toString().endsWith(".gz") ? gzip(bytes(text)) : bytes(text));
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    }
    return compressed.toByteArray();
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private String tag(byte[] digest) {
    byte[] source = digest;
    if (key != null) {
      source = hmac(key, digest);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(source, 16));
  }

  static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sha256(byte[] first, byte[] second) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(first);
      return sha.digest(second);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
