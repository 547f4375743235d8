package dev.tocsin.otel.stack;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A value of JSON or YAML. What is asked for and is not there ends the test. */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  // A Map<String, Json>, a List<Json>, or the text of anything else.
  private final Object value;

  private Json(Object value) {
    this.value = value;
  }

  /** Reads a text that is one value and nothing else. */
  public static Json of(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      Json read = read(parser);
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one value: " + text);
      }
      return read;
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  /** Reads a file of YAML that is one document. */
  public static Json ofYaml(Path file) throws IOException {
    Load load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
    return of(load.loadFromString(Files.readString(file)));
  }

  private static Json of(@Nullable Object yaml) {
    if (yaml instanceof Map<?, ?> map) {
      Map<String, Json> members = new LinkedHashMap<>();
      map.forEach((name, each) -> members.put(String.valueOf(name), of(each)));
      return new Json(members);
    }
    if (yaml instanceof List<?> list) {
      return new Json(list.stream().map(Json::of).toList());
    }
    return new Json(String.valueOf(yaml));
  }

  private static Json read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Json> members = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, read(parser));
      }
      return new Json(members);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Json> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(read(parser));
      }
      return new Json(elements);
    }
    if (token == null) {
      throw new IOException("it ends too early");
    }
    return new Json(parser.getText());
  }

  /** The member with this name. */
  public Json at(String name) {
    Json member = members().get(name);
    if (member == null) {
      throw new AssertionError("no " + name + " in " + this);
    }
    return member;
  }

  public boolean has(String name) {
    return value instanceof Map && members().containsKey(name);
  }

  /** The members of an object, in their order. */
  public Map<String, Json> members() {
    if (!(value instanceof Map<?, ?> map)) {
      throw new AssertionError("no object: " + this);
    }
    Map<String, Json> members = new LinkedHashMap<>();
    map.forEach((name, each) -> members.put((String) name, (Json) each));
    return members;
  }

  /** The members of an object, each a plain value. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    members().forEach((name, each) -> texts.put(name, each.text()));
    return texts;
  }

  /** The elements of an array. */
  public List<Json> elements() {
    if (!(value instanceof List<?> list)) {
      throw new AssertionError("no array: " + this);
    }
    List<Json> elements = new ArrayList<>();
    list.forEach(each -> elements.add((Json) each));
    return elements;
  }

  /** A string, or a number, true, false or null as it is written. */
  public String text() {
    if (!(value instanceof String text)) {
      throw new AssertionError("no plain value: " + this);
    }
    return text;
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
