package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.tocsin.bench.Requirement.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

class ReportTest {
  private static final Surroundings HERE =
      new Surroundings("2 cores", LocalDate.of(2026, 11, 29), 0.02, Map.of("log4j-core", "2.26.1"));

  private static Row row(String name, int threads, double ns, double bytes) {
    return new Row(ClassPath.LOG4J, name, "", threads, ns, 5, bytes, 1e9 * threads / ns);
  }

  private static Row sized(String name, String parameter, double ns) {
    return new Row(ClassPath.LOG4J, name, parameter, 1, ns, 5, 0, 1e9 / ns);
  }

  /** A run in which the audit call takes so long. */
  private static Results results(double auditCall) {
    List<Row> rows = new ArrayList<>();
    rows.add(row("audit_call", 1, auditCall, 160.2));
    rows.add(row("audit_call", 8, auditCall * 8, 160));
    rows.add(row("audit_call_fsync", 1, 3_000_000, 200));
    rows.add(row("peer_json_template", 1, 4_000, 392));
    rows.add(new Row(ClassPath.LOGBACK, "peer_logstash", "", 1, 12_000, 5, 2_232, 83_333));
    rows.add(row("floor_encode", 1, 300, 0));
    rows.add(row("floor_hmac", 1, 600, 0));
    rows.add(row("floor_write", 1, 500, 0));
    rows.add(sized("rules_fill", "clients=100000", 20));
    rows.add(sized("rules_fill", "clients=1000000", 25));
    rows.add(sized("rules_event", "clients=100000", 120));
    rows.add(sized("rules_event", "clients=1000000", 225));
    return new Results(
        rows,
        List.of(
            Figure.of("memory of rules, 100,000 clients", 15, "MB"),
            Figure.of("memory of rules, 1,000,000 clients", 150, "MB"),
            Figure.atMost(10, "rolling <p99.99> & most", 12, "ms")));
  }

  private static Outcome outcome(Results results, String what) {
    return Requirements.of(results).stream()
        .filter(each -> each.what().equals(what))
        .findFirst()
        .orElseThrow()
        .outcome(results);
  }

  @Test
  void aMarkIsMetOrNotOrNotMeasured() {
    String call = "audit call, time of JsonTemplateLayout's";
    String floors = "audit call, time of its floors (encoding, HMAC, write)";

    assertThat(outcome(results(2_000), call)).isEqualTo(Outcome.MET);
    assertThat(outcome(results(2_001), call)).isEqualTo(Outcome.MISSED);
    assertThat(outcome(results(1_820), floors)).isEqualTo(Outcome.AIM_MET);
    assertThat(outcome(results(1_830), floors)).isEqualTo(Outcome.AIM_MISSED);
    assertThat(outcome(results(2_000), "audit call, garbage")).isEqualTo(Outcome.AIM_MET);
    assertThat(outcome(results(2_000), "audit calls a second, 8 threads to 1"))
        .isEqualTo(Outcome.MET);
    assertThat(outcome(results(2_000), "memory of 1,000,000 live keys in two rules"))
        .isEqualTo(Outcome.MET);
    assertThat(
            outcome(results(2_000), "an event against the five shipped rules, 1,000,000 live keys"))
        .isEqualTo(Outcome.MET);
    assertThat(outcome(results(2_000), "isBlocked among 100,000, the slower answer"))
        .isEqualTo(Outcome.NOT_MEASURED);
  }

  @Test
  void whatAProgramAsksOfItsFiguresIsAMarkToo() {
    assertThat(outcome(results(2_000), "rolling <p99.99> & most")).isEqualTo(Outcome.MISSED);
  }

  @Test
  void theTableHasRatiosOfOneRunAndNoMarkThatWasNotMeasured() {
    String text = new Report(results(2_000), HERE).text();

    assertThat(text)
        .containsPattern("Tocsin, audit call under a key +1 +2,000 +5 +160 +500,000 +0.50 +1.43\n")
        .containsPattern("Log4j JsonTemplateLayout +1 +4,000 +5 +392 +250,000 +1 +2.86\n")
        .containsPattern("logstash-logback-encoder +1 +12,000 +5 +2,232 +83,333 +3 +-\n")
        .containsPattern("rules_event \\(clients=1000000\\) +1 +225")
        .contains("2 cores", "log4j-core 2.26.1")
        .doesNotContain("not measured");
  }

  @Test
  void theFiguresForProgramsAreJson() throws IOException {
    String json = new Report(results(2_000), HERE).json();

    List<String> names = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentName() != null) {
          names.add(parser.currentName());
        }
      }
    }
    assertThat(names)
        .contains("machine", "results", "ns_error", "ops_per_s", "figures", "marks", "outcome");
  }

  @Test
  void thePageIsWrittenWithItsPlots(@TempDir Path docs)
      throws IOException, ParserConfigurationException, SAXException {
    new Report(results(2_000), HERE).writePage(docs);

    String page = Files.readString(docs.resolve("performance.md"), UTF_8);
    assertThat(page)
        .contains(
            "| audit call, time of JsonTemplateLayout's | at most 0.50 times |  | 0.50 times | met |",
            "| isBlocked among 100,000, the slower answer | at most 100 ns | at most 20 ns |  | not"
                + " measured |",
            "- an event against the rules: with 10 times the clients, each costs 2 times as much.",
            "- memory of rules: with 10 times the clients, each costs 1 times as much.",
            "images/performance-calls.svg",
            "images/performance-growth.svg")
        .doesNotContainPattern("\\{[a-z]+\\}");
    assertThat(texts(docs.resolve("images/performance-calls.svg")))
        .contains("Tocsin, audit call under a key", "2,000 ns", "1,400 ns")
        .as("beside a flush all else would be nothing")
        .doesNotContain("3,000,000 ns");
    assertThat(texts(docs.resolve("images/performance-growth.svg")))
        .contains("an event against the rules, by clients: 2", "memory of rules, by clients: 1");
  }

  /** Those of a drawing, which a parser has to take. */
  private static List<String> texts(Path svg)
      throws IOException, ParserConfigurationException, SAXException {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < document.getElementsByTagName("text").getLength(); i++) {
      texts.add(document.getElementsByTagName("text").item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void aRunBesideOtherWorkSaysSo() {
    Surroundings busy = new Surroundings("2 cores", HERE.day(), 1, HERE.versions());

    assertThat(busy.markdown()).contains("Other work ran beside this run");
    assertThat(HERE.markdown()).doesNotContain("Other work");
  }

  @Test
  void aDrawingTakesAnyText() throws IOException, ParserConfigurationException, SAXException {
    Path svg = Files.createTempFile("drawing", ".svg");
    try {
      Files.writeString(
          svg, Plots.bars("a < b & c", List.of(new Plots.Bar("<&>", 1, Double.NaN, 0))), UTF_8);

      assertThat(texts(svg)).contains("a < b & c", "<&>", "1 ns");
    } finally {
      Files.delete(svg);
    }
  }

  @Test
  void anEmptyRunStillHasAPage(@TempDir Path docs)
      throws IOException, ParserConfigurationException, SAXException {
    new Report(new Results(List.of(), List.of()), HERE).writePage(docs);

    assertThat(Files.readString(docs.resolve("performance.md"), UTF_8))
        .contains("None in this run.");
    assertThat(texts(docs.resolve("images/performance-growth.svg"))).isNotEmpty();
  }
}
