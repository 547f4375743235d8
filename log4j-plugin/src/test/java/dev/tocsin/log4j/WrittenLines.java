package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.event.EventField;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The same events in every form: the journal, both layouts, a pattern and a JSON template. */
final class WrittenLines {
  private static final String UNSAFE =
      "[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final List<String> journal;
  private final List<String> json;
  private final List<String> text;
  private final List<String> pattern;
  private final List<String> fields;
  private final List<String> template;
  private final List<String> resolved;

  /** Starts a context that writes all of them. */
  static LogSetup start(Path folder) {
    String fields =
        EventField.all().stream()
            .map(field -> "%securityEvent{" + field.jsonName() + "}")
            .collect(Collectors.joining("\\t"));
    String resolvers =
        EventField.all().stream()
            .map(EventField::jsonName)
            .map(n -> "\"" + n + "\": {\"$resolver\": \"securityEvent\", \"field\": \"" + n + "\"}")
            .collect(Collectors.joining(", ", "{", "}"));
    return LogSetup.start(
        folder,
        """
        <Configuration status="off">
          <Appenders>
            <SecurityAudit name="audit" fileName="DIR/security_audit.log" source="shop"
                           captureBodies="true" contextDetails="*"/>
            <File name="json" fileName="DIR/json.txt" immediateFlush="false">
              <SecurityEventLayout source="shop" contextDetails="*"/>
            </File>
            <File name="text" fileName="DIR/text.txt" immediateFlush="false">
              <SecurityEventLayout format="text" contextDetails="*"/>
            </File>
            <File name="pattern" fileName="DIR/pattern.txt" immediateFlush="false">
              <PatternLayout pattern="%securityEvent%n" alwaysWriteExceptions="false" charset="UTF-8"/>
            </File>
            <File name="fields" fileName="DIR/fields.txt" immediateFlush="false">
              <PatternLayout pattern="FIELDS%n" alwaysWriteExceptions="false" charset="UTF-8"/>
            </File>
            <File name="template" fileName="DIR/template.txt" immediateFlush="false">
              <JsonTemplateLayout eventTemplateUri="classpath:SecurityEventTemplate.json"/>
            </File>
            <File name="resolved" fileName="DIR/resolved.txt" immediateFlush="false">
              <JsonTemplateLayout eventTemplate='RESOLVERS'/>
            </File>
          </Appenders>
          <Loggers>
            <Root level="error">
              <AppenderRef ref="audit"/><AppenderRef ref="json"/><AppenderRef ref="text"/>
              <AppenderRef ref="pattern"/><AppenderRef ref="fields"/><AppenderRef ref="template"/>
              <AppenderRef ref="resolved"/>
            </Root>
          </Loggers>
        </Configuration>
        """
            .replace("FIELDS", fields)
            .replace("RESOLVERS", resolvers));
  }

  /** What a context of {@link #start} wrote, once it is stopped. */
  WrittenLines(Path folder) throws IOException {
    journal =
        LogSetup.lines(folder).stream()
            .filter(JournalLine::isEvent)
            .map(JournalLine::text)
            .filter(line -> !line.contains("\"event_type\":\"audit_"))
            .toList();
    json = lines(folder.resolve("json.txt"));
    text = lines(folder.resolve("text.txt"));
    pattern = lines(folder.resolve("pattern.txt"));
    fields = lines(folder.resolve("fields.txt"));
    template = lines(folder.resolve("template.txt"));
    resolved = lines(folder.resolve("resolved.txt"));
  }

  private static List<String> lines(Path file) throws IOException {
    String all = UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
    List<String> lines = new ArrayList<>(List.of(all.split("\n", -1)));
    assertThat(lines.remove(lines.size() - 1)).as("the end of " + file).isEmpty();
    return lines;
  }

  List<String> json() {
    return json;
  }

  List<String> text() {
    return text;
  }

  List<String> template() {
    return template;
  }

  void assertNoMore(int events) {
    assertThat(List.of(journal, json, text, pattern, fields, template, resolved))
        .allSatisfy(lines -> assertThat(lines).hasSize(events));
  }

  /** Every form of one event is one harmless line and holds what the journal does. */
  void assertAgree(int index, SecurityEvent event) throws IOException {
    for (List<String> lines : List.of(journal, json, text, pattern, fields, resolved)) {
      assertThat(lines.get(index)).doesNotContainPattern(UNSAFE);
    }
    // What stands before is Log4j's own and as Log4j writes it: a line, but with raw C1 and bidi.
    String templated = template.get(index);
    assertThat(templated.substring(templated.indexOf(",\"security_event\":")))
        .doesNotContainPattern(UNSAFE);
    Map<String, Object> kept = common(object(journal.get(index)));
    assertThat(common(object(json.get(index)))).isEqualTo(kept);
    if (!event.isTruncated()) {
      assertResolved(index, kept);
    }
    Object inTemplate = object(template.get(index)).get("security_event");
    if (!(inTemplate instanceof Map<?, ?> map)) {
      throw new AssertionError(template.get(index));
    }
    assertThat(map.get("user_id")).isEqualTo(kept.get("user_id"));
    assertThat(map.get("message")).isEqualTo(kept.get("message"));
    assertTextForgesNothing(index, event);
    if (!event.isTruncated()) {
      assertFields(index, event);
    }
  }

  /** Every field alone is as in the whole, and none that the event does not have. */
  private void assertResolved(int index, Map<String, Object> kept) throws IOException {
    Map<String, Object> alone = common(object(resolved.get(index)));
    Map<String, Object> whole = new LinkedHashMap<>(kept);
    // What the appender's own settings say; templates have none.
    for (Map<String, Object> each : List.of(alone, whole)) {
      List.of("source", "target_id", "target_type", "details").forEach(each::remove);
    }
    assertThat(alone).isEqualTo(whole);
  }

  /** What does not depend on the output. */
  private static Map<String, Object> common(Map<String, Object> event) {
    // Bodies and sessions only the journal has; of a plain call every output makes an id of its
    // own.
    List.of("event_id", "request_body", "response_body", "session_id", "seq", "tag")
        .forEach(event::remove);
    return event;
  }

  private void assertTextForgesNothing(int index, SecurityEvent event) {
    String[] line = text.get(index).split(" \\| ", -1);
    String[] body = pattern.get(index).split(" \\| ", -1);
    List<String> expected = new ArrayList<>(List.of("event=", "success="));
    for (EventField field : List.of(EventField.USER_ID, EventField.SERVICE_ID)) {
      if (event.get(field) != null) {
        expected.add(field.jsonName() + "=");
      }
    }
    if (!event.details().isEmpty()) {
      expected.add("details={");
    }
    if (event.isTruncated()) {
      expected.add("is_truncated=");
    }
    assertThat(line).hasSize(expected.size() + 2);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(line[i + 2]).startsWith(expected.get(i));
      if (!expected.get(i).equals("details={")) {
        assertThat(body[i]).isEqualTo(line[i + 2]);
      }
    }
    if (event.userId() != null) {
      assertThat(unescaped(line[4])).isEqualTo("user_id=" + event.userId());
    }
  }

  private void assertFields(int index, SecurityEvent event) throws IOException {
    String[] columns = fields.get(index).split("\t", -1);
    assertThat(columns).hasSize(EventField.values().length);
    for (EventField field : EventField.all()) {
      boolean here = field != EventField.REQUEST_BODY && field != EventField.RESPONSE_BODY;
      if (event.get(field) instanceof String value
          && field.kind() == EventField.Kind.TEXT
          && here
          && field != EventField.SESSION_ID
          && field != EventField.EVENT_ID
          && !value.equals("shop")) {
        assertThat(object("{\"v\":\"" + columns[EventField.all().indexOf(field)] + "\"}").get("v"))
            .as(field.jsonName())
            .isEqualTo(value);
      }
    }
  }

  /** Strictly one JSON object, by the streaming parser alone; then its content. */
  @SuppressWarnings("unchecked") // The mapper gives no other keys than texts.
  static Map<String, Object> object(String line) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
    return MAPPER.readValue(line, Map.class);
  }

  /** Reads the escapes of a text line, as the Javadoc of TextEncoder describes them. */
  private static @Nullable String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case '\\', '\'' -> out.append(next);
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
          i += 4;
        }
        default -> throw new AssertionError("escape \\" + next);
      }
    }
    return out.toString();
  }
}
