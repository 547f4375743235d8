package dev.tocsin.encode;

import dev.tocsin.event.Limits;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The forms in which events can be written, each of them one line an event. */
public enum EventFormat {
  /** The object of the audit file. */
  JSON("json"),
  /** The line for people and {@code grep}. */
  TEXT("text"),
  /** Elastic Common Schema. */
  ECS("ecs"),
  /** Open Cybersecurity Schema Framework. */
  OCSF("ocsf"),
  /** OpenTelemetry's protocol in JSON. */
  OTLP_JSON("otlp-json");

  private final String text;

  EventFormat(String text) {
    this.text = text;
  }

  /** The name in configurations and on the command line. */
  public String text() {
    return text;
  }

  /** The form of this name, in any case, or null. */
  public static @Nullable EventFormat find(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    for (EventFormat format : values()) {
      if (format.text.equals(name)) {
        return format;
      }
    }
    return null;
  }

  /** All names, for messages: with commas, and {@code or} before the last. */
  public static String names() {
    String all = Arrays.stream(values()).map(EventFormat::text).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " or " + all.substring(last + 2);
  }

  /** An encoder whose times are in UTC. */
  public EventEncoder encoder(Limits limits) {
    return encoder(limits, ZoneOffset.UTC);
  }

  /**
   * An encoder of this form.
   *
   * @param limits of each event; OTLP has its own
   * @param zone of the times of text lines; all other forms are in UTC
   */
  public EventEncoder encoder(Limits limits, ZoneId zone) {
    return switch (this) {
      case JSON -> new JsonEncoder(limits);
      case TEXT -> new TextEncoder(zone, limits);
      case ECS -> new EcsEncoder(limits);
      case OCSF -> new OcsfEncoder(limits);
      case OTLP_JSON -> new OtlpJsonEncoder();
    };
  }
}
