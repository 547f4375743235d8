package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.bench.Calls.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run found, for a terminal, for programs, and as a page of the documentation. */
final class Report {
  private static final String CALLS_PLOT = "performance-calls.svg";
  private static final String GROWTH_PLOT = "performance-growth.svg";

  private final Results results;
  private final Surroundings surroundings;

  Report(Results results, Surroundings surroundings) {
    this.results = results;
    this.surroundings = surroundings;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append('\n').append(surroundings.text()).append('\n');
    for (Table table : List.of(marks(measured()), calls(), floors(), others(), figures())) {
      if (!table.isEmpty()) {
        text.append('\n').append(table.text());
      }
    }
    return text.toString();
  }

  String json() {
    return "{\"machine\": \""
        + surroundings.machine()
        + "\", \"measured\": \""
        + surroundings.day()
        + "\", \"cores_in_use_before\": "
        + surroundings.load()
        + ", \"versions\": {"
        + String.join(
            ", ",
            surroundings.versions().entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\": \"" + each.getValue() + "\"")
                .toList())
        + "}, \"results\": [\n  "
        + String.join(",\n  ", results.rows().stream().map(Row::json).toList())
        + "], \"figures\": [\n  "
        + String.join(",\n  ", results.figures().stream().map(Figure::json).toList())
        + "], \"marks\": [\n  "
        + String.join(",\n  ", requirements().stream().map(this::json).toList())
        + "]}\n";
  }

  private String json(Requirement requirement) {
    OptionalDouble value = requirement.measure().apply(results);
    return "{\"what\": \""
        + requirement.what()
        + "\", \"unit\": \""
        + requirement.unit()
        + "\", \"value\": "
        + (value.isEmpty() ? "null" : Double.toString(value.getAsDouble()))
        + ", \"must\": "
        + bound(requirement.must())
        + ", \"aim\": "
        + bound(requirement.aim())
        + ", \"outcome\": \""
        + requirement.outcome(results).text()
        + "\"}";
  }

  private static String bound(Figure.@Nullable Mark mark) {
    return mark == null ? "null" : Double.toString(mark.bound());
  }

  /** Writes the page and its plots. */
  void writePage(Path docs) throws IOException {
    Path images = Files.createDirectories(docs.resolve("images"));
    Files.writeString(
        images.resolve(CALLS_PLOT),
        Plots.bars("One call of one thread that waits for no disk", bars()),
        UTF_8);
    Files.writeString(images.resolve(GROWTH_PLOT), Plots.growth(Growth.of(results)), UTF_8);
    Files.writeString(docs.resolve("performance.md"), page(), UTF_8);
  }

  private String page() throws IOException {
    String page;
    try (InputStream in =
        Objects.requireNonNull(Report.class.getResourceAsStream("performance.md"))) {
      page = new String(in.readAllBytes(), UTF_8);
    }
    Table figures = figures();
    return page.replace("{surroundings}", surroundings.markdown())
        .replace("{marks}", marks(requirements()).markdown())
        .replace("{calls}", calls().markdown())
        .replace("{floors}", floors().markdown())
        .replace("{others}", others().markdown())
        .replace("{figures}", figures.isEmpty() ? "None in this run.\n" : figures.markdown())
        .replace(
            "{growth}",
            String.join(
                "\n", Growth.of(results).stream().map(each -> "- " + each.text() + ".").toList()));
  }

  private List<Requirement> requirements() {
    return Requirements.of(results);
  }

  private List<Requirement> measured() {
    return requirements().stream()
        .filter(each -> each.measure().apply(results).isPresent())
        .toList();
  }

  private Table marks(List<Requirement> requirements) {
    Table table = new Table("what", "must", "aim", "measured", "outcome");
    for (Requirement each : requirements) {
      table.row(
          each.what(),
          each.text(each.must()),
          each.text(each.aim()),
          each.measured(results),
          each.outcome(results).text());
    }
    return table;
  }

  private Stream<Row> rowsOf(Call call) {
    return results.rows().stream().filter(row -> row.name().equals(call.name()));
  }

  private Table calls() {
    Table table =
        new Table(
            "call", "threads", "ns", "+-", "B", "calls a second", "x JsonTemplate", "x floors");
    for (Call call : Calls.calls()) {
      rowsOf(call)
          .forEach(
              row ->
                  table.row(
                      call.title(),
                      Integer.toString(row.threads()),
                      Numbers.text(row.ns()),
                      Numbers.text(row.nsError()),
                      Numbers.text(Math.rint(row.bytes())),
                      Numbers.text(Math.rint(row.opsPerSecond())),
                      toBase(row),
                      toFloors(row)));
    }
    return table;
  }

  private String toBase(Row row) {
    Optional<Row> base = results.row(Calls.BASE, row.threads());
    return base.isEmpty() ? "-" : Numbers.text(row.ns() / base.get().ns());
  }

  /** The floors are those of one thread. */
  private String toFloors(Row row) {
    OptionalDouble floors = results.floors(row.classPath());
    return floors.isEmpty() || row.threads() != 1
        ? "-"
        : Numbers.text(row.ns() / floors.getAsDouble());
  }

  private Table floors() {
    Table table = new Table("floor", "class path", "ns", "+-", "B");
    for (Call call : Calls.floors()) {
      rowsOf(call)
          .forEach(
              row ->
                  table.row(
                      call.title(),
                      row.classPath(),
                      Numbers.text(row.ns()),
                      Numbers.text(row.nsError()),
                      Numbers.text(Math.rint(row.bytes()))));
    }
    return table;
  }

  private Table others() {
    Table table = new Table("benchmark", "threads", "ns", "+-", "B", "calls a second");
    for (Row row : results.rows()) {
      if (!Calls.isListed(row.name())) {
        table.row(
            row.parameter().isEmpty() ? row.name() : row.name() + " (" + row.parameter() + ")",
            Integer.toString(row.threads()),
            Numbers.text(row.ns()),
            Numbers.text(row.nsError()),
            Numbers.text(Math.rint(row.bytes())),
            Numbers.text(Math.rint(row.opsPerSecond())));
      }
    }
    return table;
  }

  private Table figures() {
    Table table = new Table("figure", "value");
    for (Figure figure : results.figures()) {
      table.row(figure.name(), Numbers.text(figure.value(), figure.unit()));
    }
    return table;
  }

  /** What one thread's calls take that wait for no disk, and their floors as one bar. */
  private List<Plots.Bar> bars() {
    List<Plots.Bar> bars = new ArrayList<>();
    for (Call call : Calls.calls()) {
      rowsOf(call)
          .filter(row -> row.threads() == 1 && !row.name().equals(Calls.ON_DISK))
          .forEach(
              row -> bars.add(new Plots.Bar(call.title(), row.ns(), row.nsError(), call.colour())));
    }
    OptionalDouble floors = results.floors(ClassPath.LOG4J);
    if (floors.isPresent()) {
      bars.add(
          new Plots.Bar(
              "floors: encoding, HMAC and write",
              floors.getAsDouble(),
              Double.NaN,
              Svg.COLOURS - 1));
    }
    return bars;
  }
}
