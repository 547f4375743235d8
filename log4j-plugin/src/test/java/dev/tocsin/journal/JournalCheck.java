package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A second reading of the format's definition: goes over all segments of a folder and says what is
 * wrong with them. It shares no code with the journal, so that the two can contradict each other.
 * Only for journals without a key.
 */
final class JournalCheck {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> KINDS =
      Set.of("segment", "open", "checkpoint", "tombstone", "recovery", "seal");

  /**
   * A line as it stands.
   *
   * @param file name of its file
   * @param text without LF
   * @param members its JSON members; of nested values only their text
   */
  record Line(String file, String text, Map<String, Object> members) {
    String text(String member) {
      return String.valueOf(members.get(member));
    }

    long number(String member) {
      return members.get(member) instanceof Long number ? number : Long.MIN_VALUE;
    }

    boolean isEvent() {
      return members.containsKey("event_type");
    }
  }

  private static final class Segment {
    private final String file;
    private final byte[] content;
    private final long number;

    Segment(String file, byte[] content, Map<String, Object> header) {
      this.file = file;
      this.content = content;
      this.number = header.get("segment") instanceof Long segment ? segment : 0;
    }

    long number() {
      return number;
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<Long, Line> tombstones = new HashMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  private byte[] head = {};
  private long chained;
  private long nextSeq = 1;
  private long nextSegment = 1;
  private @Nullable String journal;

  private JournalCheck() {}

  /** Checks the one journal of a folder. */
  static JournalCheck of(Path folder) throws IOException {
    Map<String, JournalCheck> all = all(folder);
    assertThat(all).as("journals in " + folder).hasSize(1);
    return all.values().iterator().next();
  }

  /** Checks every journal of a folder, by id. */
  static Map<String, JournalCheck> all(Path folder) throws IOException {
    Map<String, List<Segment>> journals = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".log") || name.endsWith(".gz")) {
          byte[] content = name.endsWith(".gz") ? gunzip(file) : Files.readAllBytes(file);
          int end = indexOf(content, 0);
          if (end > 0 && startsWith(content, "{\"record\":\"segment\",")) {
            Map<String, Object> header = parse(text(content, 0, end));
            journals
                .computeIfAbsent(String.valueOf(header.get("journal")), id -> new ArrayList<>())
                .add(new Segment(name, content, header));
          }
        }
      }
    }
    Map<String, JournalCheck> checks = new LinkedHashMap<>();
    for (Map.Entry<String, List<Segment>> found : journals.entrySet()) {
      JournalCheck check = new JournalCheck();
      check.run(found.getValue());
      checks.put(found.getKey(), check);
    }
    return checks;
  }

  /** Fails with all that is wrong, if anything is. */
  JournalCheck isRight() {
    assertThat(problems).isEmpty();
    return this;
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  List<Line> lines() {
    return lines;
  }

  /** Names of the segments' files, oldest first; of twins only the plain one. */
  List<String> files() {
    return files;
  }

  List<Line> events() {
    return lines.stream().filter(Line::isEvent).toList();
  }

  /** The events' ids in the journal's order. */
  List<String> ids() {
    return events().stream().map(line -> line.text("event_id")).toList();
  }

  List<Line> records(String kind) {
    return lines.stream().filter(line -> kind.equals(line.members().get("record"))).toList();
  }

  /** The number the next event will get. */
  long nextSeq() {
    return nextSeq;
  }

  Line last() {
    return lines.get(lines.size() - 1);
  }

  /** Number of a caller's last event; that all before it are there, in order, was checked. */
  long countOf(String caller) {
    return counts.getOrDefault(caller, 0L);
  }

  /**
   * Counts an event for the {@link Caller} it is named after. Where segments were deleted a caller
   * may begin anywhere.
   */
  private void count(Line line) {
    String id = line.text("event_id");
    int dash = id.lastIndexOf('-');
    if (dash > 0) {
      String caller = id.substring(0, dash);
      long number = Long.parseLong(id.substring(dash + 1));
      boolean anywhere = lines.get(0).number("segment") > 1 && !counts.containsKey(caller);
      if (!anywhere && number != countOf(caller) + 1) {
        problem(line, "expected number " + (countOf(caller) + 1) + " of its caller");
      }
      counts.put(caller, number);
    }
  }

  private void run(List<Segment> segments) {
    segments.sort(Comparator.comparing(Segment::number).thenComparing(s -> s.file.length()));
    Segment before = null;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (before != null && before.number == segment.number) {
        if (!Arrays.equals(before.content, segment.content)) {
          problems.add(segment.file + ": differs from " + before.file);
        }
        continue;
      }
      before = segment;
      files.add(segment.file);
      boolean isLast = segments.get(segments.size() - 1).number == segment.number;
      read(segment, isLast);
    }
    checkDeleted(segments);
  }

  private void read(Segment segment, boolean isLast) {
    byte[] content = segment.content;
    long events = 0;
    int from = 0;
    boolean sealed = false;
    while (from < content.length) {
      int end = indexOf(content, from);
      if (end == content.length) {
        problems.add(segment.file + ": unfinished last line");
        break;
      }
      Line line = new Line(segment.file, text(content, from, end), parse(content, from, end));
      if (sealed) {
        problem(line, "follows the seal");
      }
      if (from == 0) {
        begin(line);
      }
      checkRecord(line, from == 0, events);
      sealed = line.text("record").equals("seal");
      if (line.isEvent()) {
        events++;
        if (line.number("seq") != nextSeq) {
          problem(line, "expected seq " + nextSeq);
        }
        nextSeq = line.number("seq") + 1;
        count(line);
      }
      chain(line, content, from, end);
      lines.add(line);
      from = end + 1;
    }
    if (!isLast && !sealed) {
      problems.add(segment.file + ": has no seal");
    }
  }

  /** Takes over what the first line claims, after comparing it with what is known. */
  private void begin(Line line) {
    if (journal == null) {
      journal = line.text("journal");
      if (line.number("segment") == 1) {
        head = sha256("tocsin-journal-v1\0".getBytes(US_ASCII), HexFormat.of().parseHex(journal));
        expect(line, "line", 0);
        expect(line, "first_seq", 1);
        expect(line, "prev", hex(head));
      }
    } else {
      expect(line, "segment", nextSegment);
      expect(line, "line", chained);
      expect(line, "first_seq", nextSeq);
      expect(line, "prev", hex(head));
    }
    expect(line, "format", 1);
    expect(line, "algorithm", "SHA-256");
    expect(line, "epoch", 0);
    nextSegment = line.number("segment") + 1;
    chained = line.number("line");
    nextSeq = line.number("first_seq");
    head = HexFormat.of().parseHex(line.text("prev"));
  }

  private void checkRecord(Line line, boolean isFirst, long events) {
    boolean isRecord = line.members().containsKey("record");
    if (isRecord == line.isEvent()) {
      problem(line, "is neither an event nor a record, or both");
    }
    if (!isRecord) {
      return;
    }
    String kind = line.text("record");
    if (!KINDS.contains(kind) || kind.equals("segment") != isFirst) {
      problem(line, "does not belong here");
    }
    if (Set.of("checkpoint", "open", "seal").contains(kind)) {
      expect(line, "line", chained);
    }
    if (kind.equals("checkpoint") || kind.equals("seal")) {
      expect(line, "last_seq", nextSeq - 1);
      expect(line, "head", hex(head));
    }
    switch (kind) {
      case "checkpoint" -> expect(line, "journal", Objects.requireNonNull(journal));
      case "open" -> expect(line, "next_seq", nextSeq);
      case "seal" -> expect(line, "events", events);
      case "tombstone" -> tombstones.put(line.number("segment"), line);
      default -> {}
    }
  }

  private void chain(Line line, byte[] content, int from, int end) {
    int body = end - from - 32;
    if (body < 2) {
      problem(line, "has no tag");
      return;
    }
    head = sha256(head, Arrays.copyOfRange(content, from, from + body));
    chained++;
    String tag = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(head, 16));
    if (!text(content, from + body, end).equals(",\"tag\":\"" + tag + "\"}")) {
      problem(line, "expected tag " + tag);
    }
  }

  /** Segments that are gone must be the oldest, each with a tombstone that fits the next one. */
  private void checkDeleted(List<Segment> segments) {
    Line first = lines.get(0);
    long deleted = first.number("segment") - 1;
    String prev = first.text("prev");
    long lastSeq = first.number("first_seq") - 1;
    for (long segment = deleted; segment > 0; segment--) {
      Line tombstone = tombstones.get(segment);
      if (tombstone == null) {
        // A tombstone goes with the segment it stands in; the ones after it cover for it.
        if (segment == deleted) {
          problems.add("segment " + segment + " is gone without a tombstone");
        }
        break;
      }
      expect(tombstone, "head", prev);
      expect(tombstone, "last_seq", lastSeq);
      prev = tombstone.text("prev");
      lastSeq = tombstone.number("first_seq") - 1;
    }
    Set<Long> present = new TreeSet<>();
    segments.forEach(segment -> present.add(segment.number));
    for (long segment : tombstones.keySet()) {
      if (present.contains(segment)) {
        problems.add("segment " + segment + " has a tombstone and is there");
      }
    }
  }

  private void expect(Line line, String member, Object value) {
    Object expected = value instanceof Integer number ? Long.valueOf(number) : value;
    if (!expected.equals(line.members().get(member))) {
      problem(line, "expected " + member + " " + value);
    }
  }

  private void problem(Line line, String what) {
    problems.add(line.file() + ": line " + chained + " " + what + ": " + line.text());
  }

  private Map<String, Object> parse(byte[] content, int from, int end) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(content, from, end - from));
      return parse(text(content, from, end));
    } catch (CharacterCodingException e) {
      problems.add("line " + chained + " is not UTF-8");
    } catch (IOException e) {
      problems.add("line " + chained + " is not JSON: " + text(content, from, end));
    }
    return Map.of();
  }

  private static Map<String, Object> parse(String line) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      if (line.indexOf('\r') >= 0 || json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        switch (json.nextToken()) {
          case VALUE_NUMBER_INT -> members.put(name, json.getLongValue());
          case START_OBJECT, START_ARRAY -> {
            json.skipChildren();
            members.put(name, "nested");
          }
          default -> members.put(name, json.getText());
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new IOException("more than one JSON object");
      }
    }
    return members;
  }

  /** The content of a compressed file; of one that only has the name, nothing. */
  private static byte[] gunzip(Path file) throws IOException {
    byte[] compressed = Files.readAllBytes(file);
    if (compressed.length < 2 || compressed[0] != 0x1f || compressed[1] != (byte) 0x8b) {
      return new byte[0];
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] sha256(byte[] first, byte[] second) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(first);
      return sha.digest(second);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static int indexOf(byte[] content, int from) {
    int at = from;
    while (at < content.length && content[at] != '\n') {
      at++;
    }
    return at;
  }

  private static boolean startsWith(byte[] content, String text) {
    byte[] prefix = text.getBytes(US_ASCII);
    return content.length >= prefix.length
        && Arrays.equals(content, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static String text(byte[] content, int from, int end) {
    return new String(content, from, end - from, UTF_8);
  }
}
