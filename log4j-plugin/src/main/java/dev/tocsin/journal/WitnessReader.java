package dev.tocsin.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.tocsin.event.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the checkpoint lines in what a witness has kept: JSON objects one after the other, plain or
 * compressed with gzip, each known by its members:
 *
 * <ul>
 *   <li>{@code record}: a line of the journal
 *   <li>{@code witnessed_at} and {@code line}: one as text, with the time of a witness's own clock
 *   <li>{@code resourceLogs}: OTLP, as the OpenTelemetry Collector's file exporter writes it. A log
 *       record counts if its name, or its attribute {@code event.name}, is {@value #EVENT_NAME};
 *       its body is the line
 *   <li>{@code data} with {@code result}: Loki's answer to a query for logs. An entry counts if its
 *       label or structured metadata {@code event_name} is that
 * </ul>
 *
 * <p>What counts and is no checkpoint line is an error, as is everything that is no JSON; all else
 * is passed over. It streams: what is kept in memory does not grow with what is read. Not
 * thread-safe.
 */
final class WitnessReader {
  /** The name under which checkpoint lines are sent as log records. */
  static final String EVENT_NAME = "tocsin.checkpoint";

  private static final String KIND = "checkpoint";
  private static final Pattern JOURNAL = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern HEAD = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NANOS = Pattern.compile("[0-9]{1,18}|[1-8][0-9]{18}");
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private final JsonParser json;
  private final Sink sink;
  private long found;
  private long newestNanos;

  /** Takes what was found, one by one. */
  interface Sink {
    void seen(String journal, Witness.Seen seen);
  }

  private WitnessReader(JsonParser json, Sink sink) {
    this.json = json;
    this.sink = sink;
  }

  /**
   * Reads to the end.
   *
   * @param kept is closed
   * @param name what is read, for messages
   * @throws JournalException one line that names it, if it is damaged or can't be read
   */
  static WitnessCopy.Part read(InputStream kept, String name, Sink sink) throws JournalException {
    try (kept;
        JsonParser json = JSON.createParser(MaybeGzip.open(kept))) {
      WitnessReader reader = new WitnessReader(json, sink);
      try {
        reader.readAll();
      } catch (JournalException | JsonProcessingException e) {
        throw new JournalException(
            name
                + ": line "
                + json.currentLocation().getLineNr()
                + ": "
                + what(e)
                + "; a witness keeps checkpoint lines, OTLP JSON or an answer of Loki, each whole",
            e);
      }
      return new WitnessCopy.Part(reader.found, reader.newestNanos);
    } catch (JournalException e) {
      throw e;
    } catch (IOException e) {
      throw new JournalException(
          name + ": can't be read (" + Quote.line(Reason.of(e)) + "); restore it, or copy it again",
          e);
    }
  }

  private static String what(IOException e) {
    if (e instanceof JsonEOFException) {
      return "ends within a JSON object";
    }
    if (e instanceof JsonProcessingException json) {
      String said = String.valueOf(json.getOriginalMessage());
      return "not valid JSON: " + Quote.line(said.lines().findFirst().orElse(said));
    }
    return String.valueOf(e.getMessage());
  }

  private void readAll() throws IOException {
    while (json.nextToken() != null) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new JournalException("not a JSON object");
      }
      readObject();
    }
  }

  private void readObject() throws IOException {
    RecordLine line = RecordLine.of("");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        line.with(member, json.getText());
      } else if (value == JsonToken.VALUE_NUMBER_INT) {
        if (json.getNumberType() != NumberType.BIG_INTEGER) {
          line.with(member, json.getLongValue());
        }
      } else if (member.equals("resourceLogs")) {
        eachObject(() -> eachMember("scopeLogs", this::readScopes));
      } else if (member.equals("data")) {
        eachMember("result", () -> eachObject(this::readStream));
      } else {
        json.skipChildren();
      }
    }
    if (line.has("witnessed_at")) {
      RecordLine kept = RecordLine.parse(line.text("line"));
      if (kept.kind().equals(KIND)) {
        accept(kept, line.time("witnessed_at"));
      }
    } else if (KIND.equals(line.textOrNull("record"))) {
      accept(line, null);
    }
  }

  // ---- OTLP

  private void readScopes() throws IOException {
    eachObject(() -> eachMember("logRecords", () -> eachObject(this::readLogRecord)));
  }

  private void readLogRecord() throws IOException {
    boolean named = false;
    String body = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "eventName" -> named |= isName();
        case "attributes" -> named |= hasNameAttribute();
        case "body" -> body = readText();
        default -> json.skipChildren();
      }
    }
    if (named) {
      acceptText(body);
    }
  }

  private boolean hasNameAttribute() throws IOException {
    boolean named = false;
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return false;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String key = null;
      String value = null;
      if (json.currentToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String member = json.currentName();
          json.nextToken();
          switch (member) {
            case "key" -> key = json.getValueAsString();
            case "value" -> value = readText();
            default -> {}
          }
          json.skipChildren();
        }
      }
      json.skipChildren();
      named |= "event.name".equals(key) && EVENT_NAME.equals(value);
    }
    return named;
  }

  /** An OTLP value if it is text, else null. */
  private @Nullable String readText() throws IOException {
    String text = null;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String member = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING && member.equals("stringValue")) {
          text = json.getText();
        }
        json.skipChildren();
      }
    }
    json.skipChildren();
    return text;
  }

  // ---- Loki

  private void readStream() throws IOException {
    boolean labelled = false;
    boolean named = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      if (member.equals("stream")) {
        labelled = true;
        named = hasName();
      } else if (member.equals("values")) {
        if (!labelled) {
          throw new JournalException("\"values\" come before the \"stream\" that they are of");
        }
        readValues(named);
      } else {
        json.skipChildren();
      }
    }
  }

  private void readValues(boolean streamIsNamed) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.START_ARRAY) {
      String nanos = entryText();
      String line = entryText();
      boolean named = streamIsNamed;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        // What Loki keeps beside the line, where it was asked to tell labels from that.
        named |= hasName();
      }
      if (named) {
        newestNanos = Math.max(newestNanos, nanos(nanos));
        acceptText(line);
      }
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new JournalException("an entry of Loki's that is no [time, line]");
    }
  }

  private String entryText() throws IOException {
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw new JournalException("an entry of Loki's that is no [time, line]");
    }
    return json.getText();
  }

  private static long nanos(String text) throws JournalException {
    if (!NANOS.matcher(text).matches()) {
      throw new JournalException("an entry of Loki's without a time in nanoseconds");
    }
    return Long.parseLong(text);
  }

  /** Whether a member {@code event_name} of this value, at whatever depth, is the name. */
  private boolean hasName() throws IOException {
    boolean named = false;
    int depth = 0;
    JsonToken token = json.currentToken();
    while (true) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token != JsonToken.FIELD_NAME && "event_name".equals(json.currentName())) {
        named |= isName();
      }
      if (depth == 0) {
        return named;
      }
      token = json.nextToken();
    }
  }

  // ---- Both

  private interface Step {
    void read() throws IOException;
  }

  /** Reads the objects of an array; passes over anything else. */
  private void eachObject(Step step) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        step.read();
      } else {
        json.skipChildren();
      }
    }
  }

  /** Reads that member of an object; passes over the others, and over anything else. */
  private void eachMember(String name, Step step) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean isIt = json.currentName().equals(name);
      json.nextToken();
      if (isIt) {
        step.read();
      } else {
        json.skipChildren();
      }
    }
  }

  private boolean isName() throws IOException {
    boolean isName =
        json.currentToken() == JsonToken.VALUE_STRING && json.getText().equals(EVENT_NAME);
    json.skipChildren();
    return isName;
  }

  private void acceptText(@Nullable String text) throws JournalException {
    if (text == null) {
      throw new JournalException("a record named " + EVENT_NAME + " has no text as its body");
    }
    RecordLine line = RecordLine.parse(text);
    if (!line.kind().equals(KIND)) {
      throw new JournalException("a record named " + EVENT_NAME + " is no checkpoint line");
    }
    accept(line, null);
  }

  private void accept(RecordLine line, @Nullable Instant witnessedAt) throws JournalException {
    count(line, "epoch");
    String journal = digits(line, "journal", JOURNAL);
    Instant time = line.time("time");
    Witness.Seen seen =
        new Witness.Seen(
            count(line, "line"),
            count(line, "last_seq"),
            digits(line, "head", HEAD),
            witnessedAt == null ? time : witnessedAt);
    found++;
    sink.seen(journal, seen);
  }

  private static long count(RecordLine line, String member) throws JournalException {
    long number = line.number(member);
    if (number < 0) {
      throw new JournalException("member \"" + member + "\" is less than 0");
    }
    return number;
  }

  private static String digits(RecordLine line, String member, Pattern form)
      throws JournalException {
    String text = line.text(member);
    if (!form.matcher(text).matches()) {
      throw new JournalException("member \"" + member + "\": expected " + form);
    }
    return text;
  }
}
