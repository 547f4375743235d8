package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tocsin.event.Quote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of Alertmanager's webhook, version 4. What it needs has to be there with its kind,
 * and nothing twice; members that it does not know are passed over, as Alertmanager adds some from
 * time to time. For one message.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">Webhook
 *     messages</a>
 */
final class WebhookReader {
  private static final String VERSION = "4";
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NAME = 1_024;
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonParser json;

  private WebhookReader(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads a whole message.
   *
   * @throws IllegalArgumentException if it is none, in one line
   */
  static WebhookMessage read(byte[] body) {
    try (JsonParser json = JSON.createParser(text(body))) {
      WebhookReader reader = new WebhookReader(json);
      json.nextToken();
      WebhookMessage message = reader.message();
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("there is more behind the message");
      }
      return message;
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      throw new IllegalArgumentException(
          "the message is no JSON as Alertmanager writes it: "
              + Quote.line(String.valueOf(e.getOriginalMessage()))
              + (place == null ? "" : " (character " + place.getCharOffset() + ")"),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the message is no UTF-8", e);
    }
  }

  private WebhookMessage message() throws IOException {
    expect(JsonToken.START_OBJECT, "the message", "an object");
    String version = null;
    String externalUrl = "";
    long truncated = 0;
    List<WebhookMessage.Alert> alerts = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "version" -> version = string(name);
        case "externalURL" -> externalUrl = string(name);
        case "truncatedAlerts" -> truncated = number(name);
        case "alerts" -> alerts = alerts();
        default -> json.skipChildren();
      }
    }
    if (!VERSION.equals(version)) {
      throw new IllegalArgumentException(
          "version "
              + (version == null ? "is missing" : Quote.of(version))
              + ": this takes messages of Alertmanager's webhook, version \""
              + VERSION
              + "\"");
    }
    return new WebhookMessage(externalUrl, truncated, required(alerts, "alerts"));
  }

  private List<WebhookMessage.Alert> alerts() throws IOException {
    expect(JsonToken.START_ARRAY, "alerts", "a list");
    List<WebhookMessage.Alert> alerts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      alerts.add(alert());
    }
    return alerts;
  }

  private WebhookMessage.Alert alert() throws IOException {
    expect(JsonToken.START_OBJECT, "an alert", "an object");
    String status = null;
    Map<String, String> labels = null;
    String startsAt = null;
    String fingerprint = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "status" -> status = string(name);
        case "labels" -> labels = labels();
        case "startsAt" -> startsAt = string(name);
        case "fingerprint" -> fingerprint = string(name);
        default -> json.skipChildren();
      }
    }
    return new WebhookMessage.Alert(
        firing(required(status, "status")),
        required(labels, "labels"),
        time(required(startsAt, "startsAt")),
        fingerprint(required(fingerprint, "fingerprint")));
  }

  private Map<String, String> labels() throws IOException {
    expect(JsonToken.START_OBJECT, "labels", "an object");
    Map<String, String> labels = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      labels.put(name, string("label " + Quote.of(name)));
    }
    return labels;
  }

  private static boolean firing(String status) {
    return switch (status) {
      case "firing" -> true;
      case "resolved" -> false;
      default ->
          throw new IllegalArgumentException(
              "status " + Quote.of(status) + " of an alert: use firing or resolved");
    };
  }

  private static Instant time(String startsAt) {
    try {
      return Instant.parse(startsAt);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "startsAt " + Quote.of(startsAt) + ": use a time as 2026-11-28T10:00:00Z", e);
    }
  }

  private static String fingerprint(String text) {
    if (!FINGERPRINT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "fingerprint " + Quote.of(text) + ": use 16 hexadecimal digits");
    }
    return text;
  }

  private String string(String name) throws IOException {
    expect(JsonToken.VALUE_STRING, name, "a text");
    return json.getText();
  }

  private long number(String name) throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, name, "a whole number");
    return json.getLongValue();
  }

  private void expect(JsonToken token, String what, String kind) {
    if (json.currentToken() != token) {
      throw new IllegalArgumentException(what + " is not " + kind);
    }
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
