package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.report.Browser;
import dev.tocsin.report.Framework;
import dev.tocsin.report.FrameworkFile;
import dev.tocsin.report.WrittenMonth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {
  private static final int PEOPLE = 1_500;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A number with the section, row and column it stands in. */
  private static final Pattern SECTION =
      Pattern.compile("(?:<table|<dl) id=\"t-([a-z_]+)\">(.*?)</(?:table|dl)>", Pattern.DOTALL);

  private static final Pattern VALUE = Pattern.compile("data-value=\"(-?[0-9]+)\"");

  @TempDir private Path folder;

  private Path logs() {
    return folder.resolve("logs");
  }

  private CommandLineRun report(String out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("report", "--dir", logs().toString(), "--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--from")) {
      arguments.addAll(List.of("--from", WrittenMonth.FROM.toString()));
    }
    arguments.addAll(List.of("--to", WrittenMonth.TO.toString()));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private String written(String out, String... more) throws IOException {
    CommandLineRun run = report(out, more);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(out, " events; Verification: nothing was changed");
    return Files.readString(folder.resolve(out));
  }

  /** All event lines of the time, read by another reader than the product's. */
  private List<JsonNode> lines(Predicate<JsonNode> wanted) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String file : List.of("security_audit.log", "security_cases.log")) {
      for (String line : Files.readAllLines(logs().resolve(file))) {
        JsonNode event = JSON.readTree(line);
        String time = event.path("timestamp").asText();
        if (event.has("event_type")
            && time.compareTo(WrittenMonth.FROM.toString().replace("Z", "")) >= 0
            && time.compareTo(WrittenMonth.TO.toString().replace("Z", "")) < 0
            && wanted.test(event)) {
          lines.add(event);
        }
      }
    }
    return lines;
  }

  private static boolean failed(JsonNode event) {
    return !event.path("success").asBoolean();
  }

  private static Map<String, Long> rows(JsonNode report, String section, String column) {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (JsonNode row : report.path("sections").path(section).path("rows")) {
      rows.put(row.elements().next().asText(), row.path(column).path("value").asLong());
    }
    return rows;
  }

  private Map<String, Long> recounted(String member, Predicate<JsonNode> wanted)
      throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode event : lines(wanted)) {
      if (event.has(member)) {
        counts.merge(event.path(member).asText(), 1L, Long::sum);
      }
    }
    return counts;
  }

  /** T24: each number is that of the lines, and the range and the verification are told. */
  @Test
  void everyNumberIsThatOfTheLines() throws Exception {
    WrittenMonth.into(logs(), PEOPLE);
    JsonNode report = JSON.readTree(written("r.json", "--framework", "pci", "--top", "1000"));
    List<JsonNode> all = lines(each -> true);
    assertThat(all).hasSize(PEOPLE + 3 * 26 + 1 + 3 + 4);
    Map<String, Long> figures = rows(report, "figures", "number");
    assertThat(figures)
        .containsEntry("events", (long) all.size())
        .containsEntry("failures", all.stream().filter(ReportCommandTest::failed).count())
        .containsEntry(
            "high or critical",
            all.stream()
                .filter(
                    each -> List.of("high", "critical").contains(each.path("severity").asText()))
                .count())
        .containsEntry("cases opened", 1L)
        .containsEntry("alerts raised", 3L)
        .containsEntry("clients blocked", 0L);
    assertThat(rows(report, "by_type", "events"))
        .containsExactlyInAnyOrderEntriesOf(recounted("event_type", each -> true));
    assertThat(positive(rows(report, "by_type", "failures")))
        .containsExactlyInAnyOrderEntriesOf(recounted("event_type", ReportCommandTest::failed));
    assertThat(positive(rows(report, "by_severity", "events")))
        .containsExactlyInAnyOrderEntriesOf(recounted("severity", each -> true));
    assertThat(rows(report, "top_addresses", "events"))
        .containsExactlyInAnyOrderEntriesOf(recounted("ip_address", each -> true));
    assertThat(positive(rows(report, "top_users", "failures")))
        .containsExactlyInAnyOrderEntriesOf(recounted("user_id", ReportCommandTest::failed));
    assertThat(byDay(report, "events")).isEqualTo(days(each -> true));
    assertThat(byDay(report, "failures")).isEqualTo(days(ReportCommandTest::failed));
    assertThat(byDay(report, "alerts"))
        .isEqualTo(days(each -> each.path("event_type").asText().equals("alert")));
    assertThat(heat(report)).isEqualTo(hours());
    assertThat(report.path("from").asText()).isEqualTo("2026-11-01T00:00:00.000000Z");
    assertThat(report.path("verify_exit").asInt()).isZero();
    assertThat(rows(report, "controls", "evidence"))
        .containsEntry("10.2.1.4", tagged("pci-10.2.1.4"))
        .containsEntry("10.2.1.1", tagged("pci-10.2.1.1"));
    JsonNode investigation = report.path("sections").path("cases").path("rows").path(0);
    assertThat(investigation.path("status").asText()).isEqualTo("investigating");
    assertThat(investigation.path("assignee").asText()).isEqualTo("erin");
    assertThat(investigation.path("time_to_respond").asDouble()).isEqualTo(70 * 60);
    assertThat(investigation.path("records").path("value").asLong()).isEqualTo(4);
    JsonNode shop = report.path("sections").path("completeness").path("rows").path(0);
    assertThat(shop.path("events").path("value").asLong()).isEqualTo(PEOPLE + 3 * 26 + 1);
    assertThat(shop.path("missing").path("value").asLong()).isZero();
  }

  private long tagged(String tag) throws IOException {
    return lines(each -> each.path("compliance_tags").toString().contains('"' + tag + '"')).size();
  }

  private static Map<String, Long> positive(Map<String, Long> counts) {
    Map<String, Long> positive = new TreeMap<>(counts);
    positive.values().removeIf(value -> value == 0);
    return positive;
  }

  private static Map<String, Long> byDay(JsonNode report, String column) {
    Map<String, Long> days = new TreeMap<>();
    rows(report, "over_time", column)
        .forEach((time, count) -> days.put(time.substring(0, 10), count));
    return positive(days);
  }

  private Map<String, Long> days(Predicate<JsonNode> wanted) throws IOException {
    Map<String, Long> days = new TreeMap<>();
    for (JsonNode event : lines(wanted)) {
      days.merge(event.path("timestamp").asText().substring(0, 10), 1L, Long::sum);
    }
    return days;
  }

  private static List<Long> heat(JsonNode report) {
    List<Long> cells = new ArrayList<>();
    for (JsonNode day : report.path("sections").path("by_hour").path("rows")) {
      day.forEach(
          cell -> {
            if (cell.isObject()) {
              cells.add(cell.path("value").asLong());
            }
          });
    }
    return cells;
  }

  private List<Long> hours() throws IOException {
    Long[] cells = new Long[7 * 24];
    Arrays.fill(cells, 0L);
    for (JsonNode event : lines(each -> true)) {
      OffsetDateTime at = OffsetDateTime.parse(event.path("timestamp").asText());
      cells[(at.getDayOfWeek().getValue() - 1) * 24 + at.getHour()]++;
    }
    return List.of(cells);
  }

  /** The same numbers in each form. */
  @Test
  void aPageASpreadsheetAndAProgramReadTheSame() throws Exception {
    WrittenMonth.into(logs(), 300);
    JsonNode json = JSON.readTree(written("r.json", "--framework", "soc2"));
    Map<String, List<Long>> ofJson = new TreeMap<>();
    for (Map.Entry<String, JsonNode> section : json.path("sections").properties()) {
      List<Long> values = new ArrayList<>();
      section.getValue().path("rows").findValues("value").forEach(v -> values.add(v.asLong()));
      if (!values.isEmpty()) {
        ofJson.put(section.getKey(), values);
      }
    }
    assertThat(ofJson).hasSizeGreaterThan(10);
    // Each report's own read is recorded after its time, but in the journal of commands.
    ofJson.remove("completeness");
    Map<String, List<Long>> ofHtml = numbers(written("r.html", "--framework", "soc2"));
    ofHtml.remove("completeness");
    assertThat(ofHtml).isEqualTo(ofJson);
    Map<String, List<Long>> ofCsv = new TreeMap<>();
    for (String line : written("r.csv", "--framework", "soc2").lines().toList()) {
      Matcher row = Pattern.compile("^([a-z_]+),.*,(-?[0-9]+),(\"tocsin .*|)$").matcher(line);
      if (row.find() && !row.group(1).equals("completeness")) {
        ofCsv
            .computeIfAbsent(row.group(1), key -> new ArrayList<>())
            .add(Long.valueOf(row.group(2)));
      }
    }
    assertThat(ofCsv).isEqualTo(ofJson);
  }

  private static Map<String, List<Long>> numbers(String html) {
    Map<String, List<Long>> numbers = new TreeMap<>();
    Matcher sections = SECTION.matcher(html);
    while (sections.find()) {
      List<Long> values = new ArrayList<>();
      VALUE.matcher(sections.group(2)).results().forEach(v -> values.add(Long.valueOf(v.group(1))));
      if (!values.isEmpty()) {
        numbers.put(sections.group(1), values);
      }
    }
    return numbers;
  }

  /** Runs the commands that the report names, as a shell would read them. */
  @Test
  void everyNumberIsWhatItsCommandPrints() throws Exception {
    WrittenMonth.into(logs(), 200);
    JsonNode report = JSON.readTree(written("r.json", "--framework", "iso27001"));
    Map<String, Long> counts = new LinkedHashMap<>();
    Set<String> others = new TreeSet<>();
    for (JsonNode number : report.path("sections").findParents("query")) {
      String query = number.path("query").asText();
      if (query.startsWith("tocsin query --count ")) {
        counts.put(query, number.path("value").asLong());
      } else {
        others.add(query);
      }
    }
    assertThat(counts).hasSizeGreaterThan(100);
    int index = 0;
    for (Map.Entry<String, Long> each : counts.entrySet()) {
      // Those of the steps in time are alike.
      if (++index % 4 == 0 || each.getValue() > 20 || each.getKey().contains("--a")) {
        CommandLineRun run = CommandLineRun.of(words(each.getKey()));
        assertThat(run.out()).as(each.getKey() + run.err()).isEqualTo(each.getValue() + "\n");
      }
    }
    assertThat(others).hasSizeBetween(5, 20);
    for (String other : others) {
      CommandLineRun run = CommandLineRun.of(words(other));
      assertThat(run.exitCode()).as(other + run.err()).isZero();
      if (other.startsWith("tocsin sql ")) {
        assertThat(sqlHeat(other)).isEqualTo(heat(report));
      }
    }
  }

  /** Weekday, hour and number a line, of those that are not 0. */
  private static List<Long> sqlHeat(String command) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(words(command)));
    arguments.addAll(List.of("--format", "csv"));
    Long[] cells = new Long[7 * 24];
    Arrays.fill(cells, 0L);
    String out = CommandLineRun.of(arguments.toArray(new String[0])).out();
    for (String line : out.lines().skip(1).toList()) {
      String[] parts = line.split(",", -1);
      int cell = (Integer.parseInt(parts[0]) - 1) * 24 + Integer.parseInt(parts[1]);
      cells[cell] = Long.valueOf(parts[2]);
    }
    return List.of(cells);
  }

  /** What a shell makes of a line, without the program's name. */
  private static String[] words(String line) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("bash", "-c", "printf '%s\\0' " + line.substring("tocsin ".length()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).isZero();
    return out.split("\0");
  }

  @Test
  void aBrowserShowsItWithoutAnErrorAndHostileTextStaysText() throws Exception {
    Browser browser = Browser.inFolder(folder);
    WrittenMonth.into(logs(), PEOPLE);
    String html = written("r.html", "--framework", "pci");
    Browser.Opened page = browser.open(folder.resolve("r.html"));
    assertThat(page.console()).isEmpty();
    assertThat(numbers(page.dom())).isEqualTo(numbers(html));
    // Behind the first part are the page's own scripts, which speak of markup.
    String[] parts = page.dom().split("<script>", -1);
    assertThat(parts).as("the page's own scripts").hasSize(2 + 1);
    String shown = parts[0];
    assertThat(shown.split("<svg", -1)).as("plots that were drawn").hasSize(6 + 1);
    assertThat(shown)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x")
        .doesNotContain("<img", "<script");
    Browser.Opened dark =
        browser.open(folder.resolve("r.html"), "--force-dark-mode", "--window-size=400,900");
    assertThat(dark.console()).isEmpty();
    keepPictures(browser);

    // What is above would be seen: markup that is not escaped, and a script that fails.
    Path broken = folder.resolve("broken.html");
    Files.writeString(
        broken,
        html.replace("<main>", "<main><img src=x onerror=alert(2)>")
            .replace("draw();\n", "draw();\nthrow new Error('seen');\n"));
    assertThat(String.join("\n", browser.open(broken).console())).contains("Content Security");
  }

  /** For docs/images, looked at by people; and the paper's colour by the reader's system. */
  private void keepPictures(Browser browser) throws IOException, InterruptedException {
    Path pictures = Files.createDirectories(Path.of("target", "report")).toAbsolutePath();
    Path page = folder.resolve("picture.html");
    Files.writeString(
        page, Files.readString(folder.resolve("r.html")).replace(logs().toString(), "logs"));
    Path light = pictures.resolve("report.png");
    browser.picture(page, light, 1200, 2400);
    Path dark = pictures.resolve("report-dark.png");
    browser.picture(page, dark, 1200, 1200, "--blink-settings=preferredColorScheme=0");
    assertThat(paper(light)).isEqualTo("ffffff");
    assertThat(paper(dark)).isEqualTo("12161d");
  }

  private static String paper(Path png) throws IOException {
    return Integer.toHexString(ImageIO.read(png.toFile()).getRGB(3, 3) & 0xffffff);
  }

  @Test
  void nothingInAnEventIsAFormulaOrMovesACursor() throws Exception {
    WrittenMonth.into(logs(), 200);
    assertThat(written("r.csv")).contains("\"'=cmd|'/c calc'!A1\"").doesNotContain(",=cmd");
    for (String form : List.of("r.csv", "r.html", "r.json")) {
      assertThat(written(form)).doesNotContain("\u202e", "\u2028", "\u001b");
    }
  }

  @Test
  void tamperingIsTheFirstThingItSays() throws Exception {
    WrittenMonth.into(logs(), 50);
    Path file = logs().resolve("security_audit.log");
    Files.writeString(file, Files.readString(file).replaceFirst("alice", "alicf"));
    CommandLineRun run = report("r.html");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FINDING);
    assertThat(run.out()).contains("something was changed, removed or added");
    assertThat(Files.readString(folder.resolve("r.html")))
        .contains("class=\"verdict bad\"", "changed line");
  }

  @Test
  void aDamagedLineIsToldThereToo() throws Exception {
    WrittenMonth.into(logs(), 50);
    Path file = logs().resolve("security_audit.log");
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"user_id\":\"bob\"", "\"user_id\"\"bob\""));
    CommandLineRun run = report("r.html");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FINDING);
    assertThat(run.err()).contains("security_audit.log: at byte ");
    assertThat(Files.readString(folder.resolve("r.html")))
        .contains("Left out: ", "security_audit.log: at byte ");
  }

  /** T25: each tag that a type has is one that a shipped framework asks for. */
  @ParameterizedTest
  @CsvSource({"pci, pci-", "soc2, soc2-", "iso27001, iso27001-"})
  void everyComplianceTagIsEvidenceForAListedControl(String name, String prefix) {
    Framework framework = FrameworkFile.shipped(name);
    Set<String> asked = new TreeSet<>();
    framework.controls().forEach(each -> asked.addAll(each.tags()));
    Set<String> given = new TreeSet<>();
    for (EventType type : EventTypes.builtIn().all()) {
      type.complianceTags().stream().filter(tag -> tag.startsWith(prefix)).forEach(given::add);
    }
    assertThat(given).isNotEmpty();
    assertThat(asked).containsAll(given);
    for (Framework.Control control : framework.controls()) {
      control.tags().stream()
          .filter(tag -> tag.startsWith(prefix))
          .forEach(tag -> assertThat(tag).endsWithIgnoringCase(control.id()));
    }
  }

  @Test
  void anAlertThatHasACaseIsAnswered() throws Exception {
    WrittenMonth.into(logs(), 20);
    assertThat(answered(JSON.readTree(written("r.json")))).containsEntry("all", 2L);
    CommandLineRun opened =
        CommandLineRun.of(
            "case", "open", "--dir", logs().toString(), "--alert", WrittenMonth.UNANSWERED);
    assertThat(opened.exitCode()).as(opened.err()).isZero();
    assertThat(answered(JSON.readTree(written("r.json"))))
        .containsEntry("all", 3L)
        .containsEntry("credential_stuffing", 1L);
  }

  private static Map<String, Long> answered(JsonNode report) {
    return rows(report, "alerts_by_rule", "answered");
  }

  @ParameterizedTest
  @CsvSource({"pci", "soc2", "iso27001", "gdpr", "hipaa"})
  void eachShippedFrameworkMakesAReport(String name) throws Exception {
    WrittenMonth.into(logs(), 40);
    JsonNode report = JSON.readTree(written("r.json", "--framework", name));
    Framework framework = FrameworkFile.shipped(name);
    assertThat(report.path("sections").path("controls").path("rows"))
        .hasSameSizeAs(framework.controls());
    assertThat(report.path("framework").asText()).isEqualTo(name);
    for (JsonNode row : report.path("sections").path("controls").path("rows")) {
      assertThat(row.path("judgement").path("text").asText()).isNotBlank();
    }
  }

  @Test
  void aFrameworkOfOnesOwnIsReadFromAFile() throws Exception {
    WrittenMonth.into(logs(), 100);
    Path house = folder.resolve("house.yaml");
    Files.writeString(
        house,
        """
        id: house
        title: Our own rules
        retention_days: 20
        controls:
          - id: "1"
            title: Exports are logged
            types: [data_export]
            checks: [retention, answered]
          - id: "2"
            title: Moon walks are logged
            tags: [house-moon]
            absent: Nobody walked.
          - id: "3"
            title: Visitors sign in
            outside: That is in the visitors' book.
        """);
    JsonNode rows =
        JSON.readTree(written("r.json", "--framework", house.toString()))
            .path("sections")
            .path("controls")
            .path("rows");
    assertThat(rows.path(0).path("judgement").path("kind").asText()).isEqualTo("good");
    assertThat(rows.path(0).path("judgement").path("text").asText())
        .contains("of 20", "people answered 2 of 3 alerts", " events");
    assertThat(rows.path(1).path("judgement").path("kind").asText()).isEqualTo("open");
    assertThat(rows.path(1).path("judgement").path("text").asText()).isEqualTo("Nobody walked.");
    assertThat(rows.path(2).path("judgement").path("kind").asText()).isEqualTo("outside");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "controls: [] | no id | 3 | the file without id",
        "`id: a\ntitle: b\ncontrols:\n  - id: 1\n    title: c` | nothing | 3 | house.yaml:4:5: a control: give tags, types or checks",
        "`id: a\ntitle: b\ncontrols:\n  - id: 1\n    title: c\n    types: [moon]` | type | 3 | house.yaml:6:13: event type \"moon\"",
        "`id: a\ntitle: b\ncontrols:\n  - id: 1\n    title: c\n    checks: [magic]` | check | 3 | house.yaml:6:14: check magic: use one of intact",
        "`id: a\ntitle: b\ncontrols:\n  - id: 1\n    title: c\n    tags: [x]\n  - id: 1\n    title: d\n    tags: [y]` | twice | 3 | control 1: stands there twice",
        "`id: a\ncolour: red` | key | 3 | key \"colour\"",
      })
  void aMistakeInAFrameworkNamesItsPlace(String text, String why, int code, String part)
      throws Exception {
    WrittenMonth.into(logs(), 10);
    Path house = folder.resolve("house.yaml");
    Files.writeString(house, text);
    CommandLineRun run = report("r.html", "--framework", house.toString());
    assertThat(run.exitCode()).as(why).isEqualTo(code);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(part);
    assertThat(folder.resolve("r.html")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "r.pdf | | 2 | use a name that ends with .html, .json or .csv",
        "r.html | --framework moon | 2 | --framework \"moon\": use one of pci",
        "r.html | --framework moon.yaml | 3 | moon.yaml: can't be read",
        "r.html | --from soon | 2 | --from \"soon\": use RFC 3339",
        "r.html | --from 2026-12-01T00:00:00Z | 2 | use a beginning before the end",
        "r.html | --from 1999-12-01T00:00:00Z | 2 | at most ten years",
        "r.html | --top 1001 | 2 | --top",
        "no/such/r.html | | 3 | no/such/r.html\": no such folder: make it first",
        "logs/r.html | | 2 | logs/r.html\": lies in the folder of a journal, where only audit files belong",
        "full.html | | 2 | full.html\": is a folder: name a file",
        "r.html | --tag-key moon.key | 3 | moon.key",
      })
  void badInputGetsOneLine(String out, String more, int code, String part) throws Exception {
    WrittenMonth.into(logs(), 10);
    Files.createDirectory(folder.resolve("full.html"));
    CommandLineRun run = report(out, more == null ? new String[0] : more.split(" "));
    assertThat(run.exitCode()).isEqualTo(code);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(part);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .doesNotContain("r.html", "r.pdf");
    }
    assertThat(logs().resolve("r.html")).doesNotExist();
  }

  @Test
  void aFolderWithoutAJournalIsNamed() {
    CommandLineRun run = report("r.html");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(logs().toString());
  }

  @Test
  void theReadIsRecordedAndTheFileIsForItsOwnerOnly() throws Exception {
    WrittenMonth.into(logs(), 10);
    String before = Files.readString(logs().resolve("security_cases.log"));
    var unused = written("r.html");
    assertThat(Files.readString(logs().resolve("security_cases.log")).substring(before.length()))
        .contains("\"audit_accessed\"", "\"command\":\"report\"");
    assertThat(Files.getPosixFilePermissions(folder.resolve("r.html"))).hasSize(2);
  }
}
