package dev.tocsin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On random traces the detector says exactly what the plain reference says. */
class ReferenceTest {
  private static final int TRACES = 12_000;
  private static final List<EventType> TYPES =
      List.of(EventType.AUTH_FAILURE, EventType.PIN_FAILED, EventType.AUTH_SUCCESS);
  private static final List<Correlation.Type> KINDS = List.of(Correlation.Type.values());
  private static final List<String> DETECTIONS =
      List.of(
          "{title: a, name: auth_failure, detection: {s: {event_type: auth_failure}, condition: s}}\n",
          "{title: b, name: pin_failed, detection: {s: {event_type: pin_failed}, condition: s}}\n",
          "{title: c, name: auth_success, detection: {s: {event_type: auth_success}, condition: s}}\n");

  private final Map<String, Integer> kinds = new HashMap<>();
  private int alerts;
  private int events;

  @Test
  void randomTracesGiveTheSameAlerts() {
    for (int trace = 0; trace < TRACES; trace++) {
      play(trace, new Random(trace));
    }
    System.out.println(
        TRACES + " random traces of " + events + " events: " + alerts + " lines alike, " + kinds);
    assertThat(kinds.keySet()).contains("fired", "again", "resolved");
    assertThat(alerts).isGreaterThan(TRACES);
  }

  private void play(int number, Random random) {
    List<Reference.Spec> specs = specs(random);
    Trace trace = new Trace(yaml(specs));
    Reference reference = new Reference(specs);
    long now = 0;
    int count = 5 + random.nextInt(50);
    long pause = 1L + random.nextInt(8_000_000);
    for (int i = 0; i < count; i++) {
      now += random.nextInt(10) == 0 ? random.nextInt(60_000_000) : random.nextLong(pause);
      // Often whole seconds: edges that meet exactly are where mistakes are.
      now = random.nextBoolean() ? now / 1_000_000 * 1_000_000 : now;
      long time =
          switch (random.nextInt(10)) {
            case 0 -> now - random.nextInt(75_000_000);
            case 1 -> now - random.nextInt(5) * 1_000_000L;
            case 2 -> now + random.nextInt(75_000_000);
            default -> now;
          };
      EventType type = TYPES.get(random.nextInt(TYPES.size()));
      String key = random.nextInt(12) == 0 ? null : "192.0.2." + random.nextInt(3);
      String user = "u" + random.nextInt(5);
      trace.play(trace.event(type, time / 1e6, key, user), now / 1e6);
      reference.play(type.name(), time, now, key, user);
      events++;
    }
    trace.advance(now / 1e6 + 100_000);
    reference.advance(now + 100_000_000_000L);
    assertThat(trace.said.stream().map(line -> known(line, specs)).sorted().toList())
        .as("trace %s, rules %s", number, specs)
        .isEqualTo(reference.said.stream().map(line -> known(line, specs)).sorted().toList());
    for (String line : reference.said) {
      alerts++;
      kinds.merge(line.substring(0, line.indexOf(' ')), 1, Integer::sum);
    }
  }

  /**
   * Of a sequence the detector keeps more events than the reference names: they are not compared.
   */
  private static String known(String line, List<Reference.Spec> specs) {
    int from = line.indexOf(' ') + 1;
    String rule = line.substring(from, line.indexOf(' ', from));
    boolean sequence =
        specs.stream()
            .anyMatch(
                spec ->
                    spec.name().equals(rule) && spec.type() == Correlation.Type.TEMPORAL_ORDERED);
    return sequence
        ? line.replaceFirst("count .* bursts", "bursts").replaceFirst("events .* fired", "fired")
        : line;
  }

  private static List<Reference.Spec> specs(Random random) {
    List<Reference.Spec> specs = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Correlation.Type type = KINDS.get(random.nextInt(KINDS.size()));
      List<String> sources = new ArrayList<>();
      TYPES.forEach(each -> sources.add(each.name()));
      if (i > 0 && random.nextInt(3) == 0) {
        sources.add("rule_" + random.nextInt(i));
      }
      Collections.shuffle(sources, random);
      boolean temporal =
          type == Correlation.Type.TEMPORAL || type == Correlation.Type.TEMPORAL_ORDERED;
      List<String> chosen = sources.subList(0, (temporal ? 2 : 1) + random.nextInt(2));
      long window = (1 + random.nextInt(40)) * 1_000_000L;
      long cooldown =
          type == Correlation.Type.NEW_VALUE || random.nextBoolean()
              ? (1 + random.nextInt(60)) * 1_000_000L
              : window;
      specs.add(
          new Reference.Spec(
              "rule_" + i,
              type,
              List.copyOf(chosen),
              window,
              cooldown,
              1 + random.nextInt(5),
              true));
    }
    List<Reference.Spec> marked = new ArrayList<>();
    for (Reference.Spec spec : specs) {
      boolean serves = specs.stream().anyMatch(other -> other.sources().contains(spec.name()));
      marked.add(
          new Reference.Spec(
              spec.name(),
              spec.type(),
              spec.sources(),
              spec.window(),
              spec.cooldown(),
              spec.threshold(),
              !serves));
    }
    return marked;
  }

  private static String yaml(List<Reference.Spec> specs) {
    StringBuilder yaml = new StringBuilder();
    List<String> used = specs.stream().flatMap(spec -> spec.sources().stream()).toList();
    for (String detection : DETECTIONS) {
      if (TYPES.stream()
          .anyMatch(
              type ->
                  detection.contains("name: " + type.name() + ",") && used.contains(type.name()))) {
        yaml.append(detection).append("---\n");
      }
    }
    for (Reference.Spec spec : specs) {
      String condition =
          switch (spec.type()) {
            case EVENT_COUNT -> "condition: {gte: " + spec.threshold() + "}";
            case VALUE_COUNT -> "condition: {field: user_id, gte: " + spec.threshold() + "}";
            case NEW_VALUE -> "condition: {field: user_id}";
            default -> "";
          };
      yaml.append(
          """
          title: %s
          name: %s
          cooldown: %ds
          correlation:
            type: %s
            rules: %s
            group-by: [ip_address]
            timespan: %ds
            %s
          ---
          """
              .formatted(
                  spec.name(),
                  spec.name(),
                  spec.cooldown() / 1_000_000,
                  spec.type().name().toLowerCase(Locale.ROOT),
                  spec.sources(),
                  spec.window() / 1_000_000,
                  condition));
    }
    return yaml.toString();
  }
}
