package dev.tocsin.otel;

import dev.tocsin.otel.picture.Answer;
import dev.tocsin.otel.picture.Panel;
import dev.tocsin.otel.stack.Json;
import dev.tocsin.otel.stack.RealLoki;
import dev.tocsin.otel.stack.RealPrometheus;
import dev.tocsin.otel.stack.Sample;
import dev.tocsin.otel.stack.Series;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Asks Loki and Prometheus what a panel asks. */
final class Stores {
  /** Panels whose numbers are times, or rates of a moment. */
  private static final Set<String> UNSTEADY =
      Set.of(
          "Oldest not sent",
          "Age of the oldest event not sent",
          "Events recorded",
          "Time of a write, 99 % of them",
          "Checkpoints kept here",
          "Events that wait");

  private static final Duration BEFORE = Duration.ofMinutes(28);
  private static final Duration AFTER = Duration.ofMinutes(2);
  private static final Duration BAR = Duration.ofMinutes(2);
  private static final int LINES = 1_000;

  private final RealLoki loki;
  private final RealPrometheus prometheus;
  private final Instant eventsNow;
  private final Instant metricsNow;

  /**
   * Of running stores.
   *
   * @param eventsNow what known events are older than
   * @param metricsNow when the known past of metrics ends
   */
  Stores(RealLoki loki, RealPrometheus prometheus, Instant eventsNow, Instant metricsNow) {
    this.loki = loki;
    this.prometheus = prometheus;
    this.eventsNow = eventsNow;
    this.metricsNow = metricsNow;
  }

  /** A query with the variables of a dashboard filled in, over the last hour. */
  static String filled(String query) {
    return query
        .replace("$service", ".+")
        .replace("$job", ".+")
        .replace("$client", KnownEvents.ATTACKER)
        .replace("$user", KnownEvents.USER)
        .replace("$correlation", KnownEvents.CORRELATION)
        .replace("$__auto", "1h")
        .replace("$__range", "1h")
        .replace("$__rate_interval", "1m");
  }

  /** What the table in docs/dashboards.md says of a panel. */
  String text(Panel panel) throws IOException, InterruptedException {
    Set<String> answers = new TreeSet<>();
    for (Json target : panel.targets()) {
      String query = filled(target.at("expr").text());
      if (panel.type().equals("logs")) {
        return lines(query).size() + " lines";
      }
      List<Sample> found = samples(panel, query);
      if (UNSTEADY.contains(panel.title())) {
        return "a number";
      }
      for (Sample sample : found) {
        List<String> labels =
            new TreeMap<>(sample.labels())
                .values().stream().map(each -> each.replace("tocsin.", "")).toList();
        String name =
            panel.type().equals("bargauge")
                ? panel.names().getOrDefault(target.at("refId").text(), "")
                : String.join(" ", labels);
        String value = String.valueOf(sample.value()).replaceFirst("\\.0$", "");
        answers.add((name + " " + value).strip());
      }
    }
    return answers.isEmpty() ? "none" : String.join(", ", answers);
  }

  /** What a picture shows of a panel. */
  Answer answer(Panel panel) throws IOException, InterruptedException {
    Instant now = panel.isOfLoki() ? eventsNow : metricsNow;
    Duration step = panel.isOfLoki() ? BAR : KnownMetrics.STEP;
    List<Answer.Reply> replies = new ArrayList<>();
    for (Json target : panel.targets()) {
      String ref = target.at("refId").text();
      String query = target.at("expr").text();
      String legend = target.has("legendFormat") ? target.at("legendFormat").text() : "";
      replies.add(
          switch (panel.type()) {
            case "logs" ->
                new Answer.Reply(ref, legend, List.of(), List.of(), lines(filled(query)));
            case "timeseries" -> {
              String perStep = filled(query.replace("$__auto", step.toSeconds() + "s"));
              yield new Answer.Reply(
                  ref,
                  legend,
                  List.of(),
                  panel.isOfLoki()
                      ? loki.range(perStep, now.minus(BEFORE), now.plus(AFTER), step)
                      : ended(prometheus.range(perStep, now.minus(BEFORE), now.plus(AFTER), step)),
                  List.of());
            }
            default ->
                new Answer.Reply(ref, legend, samples(panel, filled(query)), List.of(), List.of());
          });
    }
    return new Answer(panel, replies, now, now.minus(BEFORE), now.plus(AFTER), step, known(panel));
  }

  /** What is known ends where it was written to, not where Prometheus gives up on it. */
  private List<Series> ended(List<Series> all) {
    return all.stream()
        .map(
            each ->
                KnownMetrics.isKnown(each.labels())
                    ? new Series(
                        each.labels(),
                        each.points().stream()
                            .filter(point -> !point.at().isAfter(metricsNow))
                            .toList())
                    : each)
        .toList();
  }

  private static Predicate<Map<String, String>> known(Panel panel) {
    if (panel.type().equals("timeseries") && !panel.isOfLoki()) {
      return KnownMetrics::isKnown;
    }
    return labels -> !UNSTEADY.contains(panel.title());
  }

  private List<RealLoki.Line> lines(String query) throws IOException, InterruptedException {
    Instant now = Instant.now();
    return loki.logs(query, now.minusSeconds(3_600), now.plusSeconds(1), LINES);
  }

  private List<Sample> samples(Panel panel, String query) throws IOException, InterruptedException {
    Instant now = Instant.now();
    return panel.isOfLoki() ? loki.query(query, now) : prometheus.query(query, now);
  }
}
