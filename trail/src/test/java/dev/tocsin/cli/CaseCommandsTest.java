package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.text.SafeText;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.CaseJournal;
import dev.tocsin.trail.CaseRecord;
import dev.tocsin.trail.Cases;
import dev.tocsin.trail.SecurityCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tocsin case} and {@code query --with-cases}. */
class CaseCommandsTest {
  private static final String EVE = "203.0.113.7";
  private static final String ME = System.getProperty("user.name");
  private static final AuditTrail.Damage NO_DAMAGE =
      what -> {
        throw new AssertionError(what);
      };

  /** Every kind of character that could forge a line, a field or the screen. */
  private static final String HOSTILE =
      "a\r\nb\u0085c\u2028d\u2029e\u001b[31mf\u0000g\u202eh\"i\\j${jndi:x}k | event=x\ud800l";

  @TempDir private Path folder;

  private CommandLineRun run(String line, String... more) {
    return in(folder, line, more);
  }

  private static CommandLineRun in(Path folder, String line, String... more) {
    List<String> all = new ArrayList<>(List.of(line.split(" ")));
    all.addAll(List.of("--dir", folder.toString()));
    all.addAll(List.of(more));
    return CommandLineRun.of(all.toArray(new String[0]));
  }

  private CommandLineRun good(String line, String... more) {
    CommandLineRun run = run(line, more);
    assertThat(run.exitCode()).as(line + ": " + run.err()).isZero();
    return run;
  }

  private void attack() {
    good("emit --type auth_failure --user bob --count 6", "--ip", EVE);
  }

  private static String event(int number) {
    return String.format("01a20515-f233-7000-ba9c-%012x", number);
  }

  /** Records events of one's own; each is JSON without the braces, its number in front. */
  private void record(Path where, Map<Integer, String> events) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(events)
        .forEach(
            (number, members) ->
                lines
                    .append("{\"event_id\":\"")
                    .append(event(number))
                    .append("\",\"event_type\":\"data_export\",\"timestamp\":\"2026-01-10T10:00:")
                    .append(String.format("%02d", number % 60))
                    .append("Z\"")
                    .append(members.isEmpty() ? "" : ",")
                    .append(members)
                    .append("}\n"));
    CommandLineRun run =
        CommandLineRun.withInput(lines.toString(), "emit", "--stdin", "--dir", where.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private SecurityCase theCase(String id) throws Exception {
    return Cases.read(List.of(folder), NO_DAMAGE).require(id);
  }

  private static Map<String, Object> json(String line) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      parser.nextToken();
      @SuppressWarnings("unchecked")
      Map<String, Object> object = (Map<String, Object>) Objects.requireNonNull(value(parser));
      return object;
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        assertThat(map).as("stands there once").doesNotContainKey(name);
        map.put(name, value(parser));
      }
      return map;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<@Nullable Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(parser));
      }
      return list;
    }
    return parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  private static List<Map<String, Object>> objects(Map<String, Object> of, String name) {
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list =
        (List<Map<String, Object>>) Objects.requireNonNull(of.get(name));
    return list;
  }

  @Test
  void aCaseGoesFromAnAlertToItsEnd() throws Exception {
    attack();
    assertThat(good("case open --id SEC-42 --alert " + EVE).out()).isEqualTo("opened SEC-42\n");
    assertThat(good("case assign SEC-42 ada").out()).isEqualTo("assigned SEC-42 to ada\n");
    assertThat(good("case status SEC-42 investigating").out())
        .isEqualTo("SEC-42: from detected to investigating\n");
    assertThat(good("case note SEC-42", "no partner of ours").out()).isEqualTo("noted SEC-42\n");
    assertThat(good("case remediate SEC-42", "block the client").out())
        .isEqualTo("SEC-42: action 1 done\n");
    assertThat(good("case remediate SEC-42 --planned", "new password for bob").out())
        .isEqualTo("SEC-42: action 2 planned\n");
    assertThat(good("case escalate SEC-42 --due +4h").out())
        .startsWith("escalated SEC-42 to level 1, due ");
    assertThat(good("case status SEC-42 contained").err()).isEmpty();
    CommandLineRun resolved = good("case status SEC-42 resolved", "--reason", "client is blocked");
    assertThat(resolved.err()).isEqualTo("1 action is still planned: new password for bob\n");
    assertThat(good("case remediate SEC-42 --done 2").out()).isEqualTo("SEC-42: action 2 done\n");

    SecurityCase all = theCase("SEC-42");
    assertThat(all.title()).isEqualTo("Many failed sign-ins from one address: " + EVE);
    assertThat(all.severity().text()).isEqualTo("high");
    assertThat(all.alertEventIds()).hasSize(5);
    assertThat(all.detectedAt()).isBefore(all.openedAt());
    assertThat(all.records()).hasSize(10);

    String list = good("case list").out();
    assertThat(list).hasLineCount(2).contains("SEC-42  ", "high      resolved", " ada ");
    assertThat(run("case list --open").err()).isEqualTo("no cases\n");
    String show = good("case show SEC-42").out();
    assertThat(show)
        .contains("status           resolved\n")
        .contains("action 2         done: new password for bob\n")
        .containsPattern("alert            [0-9a-f-]{36} high_failure_rate active\n");
    List<String> timeline = show.lines().dropWhile(line -> !line.startsWith("TIME")).toList();
    assertThat(timeline.stream().skip(1).map(line -> how(line) + " " + what(line)))
        .containsExactly(
            "direct auth_failure",
            "direct auth_failure",
            "direct auth_failure",
            "direct auth_failure",
            "direct auth_failure",
            "alert alert",
            "alert client_blocked",
            "case case_opened",
            "case case_assigned",
            "case case_status",
            "case case_noted",
            "case case_remediation",
            "case case_remediation",
            "case case_escalated",
            "case case_status",
            "case case_status",
            "case case_remediation");
    assertThat(timeline.get(10)).endsWith("status from detected to investigating");
    // What is done about the alert belongs there too.
    good("alerts resolve " + all.alertIds().get(0).substring(0, 8));
    assertThat(good("case show SEC-42").out())
        .contains(" high_failure_rate resolved\n")
        .contains("alert   alert_resolved ");
    assertThat(good("verify").exitCode()).isZero();
  }

  private static String what(String line) {
    return line.split(" +", 4)[2];
  }

  private static String how(String line) {
    return line.split(" +", 4)[1];
  }

  private void openScene() {
    Map<Integer, String> events = new TreeMap<>();
    events.put(1, "\"correlation_id\":\"r0\"");
    events.put(2, "\"correlation_id\":\"r1\",\"message\":\"before\"");
    events.put(3, "\"correlation_id\":\"r1\",\"parent_event_id\":\"" + event(1) + "\"");
    events.put(4, "\"parent_event_id\":\"" + event(3) + "\"");
    events.put(
        5, "\"details\":{\"correlation_id\":\"r1\",\"parent_event_id\":\"" + event(3) + "\"}");
    events.put(6, "\"correlation_id\":\"r\\\"2\"");
    events.put(7, "\"correlation_id\":\"r\\\"2\",\"message\":\"after\"");
    events.put(8, "\"correlation_id\":\"r\\\"3\"");
    events.put(9, "\"details\":{\"correlation_id\":\"x\"},\"correlation_id\":\"r1\"");
    record(folder, events);
    good("case open --id SEC-1 --event " + event(3) + " --event " + event(7));
  }

  @Test
  void theTimelineHasParentsChildrenAndAllOfTheCorrelationIds() throws Exception {
    openScene();
    Map<String, Object> shown = json(good("case show SEC-1 --format json").out());
    assertThat(shown).containsEntry("title", "data_export").containsEntry("severity", "medium");
    List<String> lines = new ArrayList<>();
    for (Map<String, Object> each : objects(shown, "timeline")) {
      if (each.get("event") instanceof Map<?, ?> event) {
        String id = String.valueOf(event.get("event_id"));
        lines.add(id.charAt(id.length() - 1) + " " + each.get("relation") + " " + each.get("how"));
      } else {
        lines.add(each.get("relation") + " " + each.get("how") + " " + each.get("event_type"));
      }
    }
    assertThat(lines)
        .containsExactly(
            "1 related parent",
            "2 related correlated",
            "3 direct direct",
            "4 related child",
            "6 related correlated",
            "7 direct direct",
            "9 related correlated",
            "direct case case_opened");
    assertThat(shown.get("gone")).isEqualTo(List.of());
  }

  @Test
  void theTimelineIsBoundedAndTellsHowManyMoreThereAre() throws Exception {
    openScene();
    CommandLineRun run = good("case show SEC-1 --limit 1");
    assertThat(run.err())
        .isEqualTo("1 more events of the case, 4 more related ones: --limit shows more\n");
    Map<String, Object> shown = json(good("case show SEC-1 --limit 1 --format json").out());
    assertThat(shown).containsEntry("more_direct", "1").containsEntry("more_related", "4");
    assertThat(objects(shown, "timeline")).hasSize(3);
  }

  @Test
  void eventsThatRetentionDeletedAreShownAsGone() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1));
    Path file = folder.resolve("security_audit.log");
    List<Path> deleted = new ArrayList<>();
    JournalListener listener =
        new JournalListener() {
          @Override
          public void segmentDeleted(
              Path segment, long number, long firstSeq, long lastSeq, String policy) {
            deleted.add(segment);
          }
        };
    JournalConfig config =
        JournalConfig.builder(file)
            .writer("tocsin-emit")
            .retention(new RetentionPolicy(Duration.ZERO, 0, 1, Duration.ZERO))
            .build();
    try (Journal journal = Journal.open(config, listener)) {
      journal.roll("the test");
      await().until(() -> !deleted.isEmpty());
    }
    CommandLineRun run = good("case show SEC-1");
    assertThat(run.out()).contains("gone             " + event(1) + "\n").contains("case_opened");
    assertThat(run.err())
        .isEqualTo(
            "1 alerts and events of the case are not in the journals: retention may have deleted"
                + " them, as tocsin verify tells\n");
    assertThat(json(good("case show SEC-1 --format json").out()).get("gone"))
        .isEqualTo(List.of(event(1)));
  }

  @Test
  void queriesJoinWhatCasesSayAndShowTheLineAsItIsRecordedOtherwise() throws Exception {
    record(
        folder, Map.of(1, "\"details\":{\"n\":1.50,\"m\":1e400},\"user_id\":\"z\u00e9\"", 2, ""));
    String before = good("query --format json").out();
    assertThat(good("query --format json --with-cases").out()).isEqualTo(before);
    good("case open --id SEC-1 --title exports --event " + event(1));
    good("case note SEC-1", "looks odd");
    good("case remediate SEC-1 --planned", "ask ada");
    good("case status SEC-1 investigating");

    assertThat(good("query --type data_export --format json").out()).isEqualTo(before);
    String joined = good("query --type data_export --format json --with-cases").out();
    List<String> lines = joined.lines().toList();
    List<String> recorded = before.lines().toList();
    assertThat(lines.get(0)).as("has no case").isEqualTo(recorded.get(0));
    Map<String, Object> now = json(lines.get(1));
    Map<String, Object> then = json(recorded.get(1));
    assertThat(then).containsEntry("status", "detected");
    assertThat(now.remove("status")).isEqualTo("investigating");
    assertThat(now.remove("case_ids")).isEqualTo(List.of("SEC-1"));
    assertThat(now.remove("investigation_notes")).isEqualTo(List.of("looks odd"));
    assertThat(now.remove("remediation_actions")).isEqualTo(List.of("planned: ask ada"));
    assertThat((List<?>) now.remove("audit_trail"))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line.toString()).contains("Z " + ME + " SEC-1: "));
    then.remove("status");
    assertThat(now).isEqualTo(then);
    // Numbers and the order of members are the recorded ones.
    assertThat(lines.get(1)).startsWithIgnoringCase(recorded.get(1).split(",\"status\"", 2)[0]);
  }

  @Test
  void anAlertHasWhatItsCaseSaysToo() throws Exception {
    attack();
    good("case open --id SEC-1 --alert " + EVE);
    good("case status SEC-1 contained");
    String lines = good("query --format json --with-cases --type alert --type auth_failure").out();
    assertThat(lines.lines().filter(line -> line.contains("\"status\":\"contained\"")))
        .as("five failures and the alert")
        .hasSize(6);
    assertThat(lines.lines()).hasSize(7);
  }

  @Test
  void hostileTextStaysInItsPlace() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1), "--title", HOSTILE);
    good("case note SEC-1", HOSTILE);
    good("case assign SEC-1", HOSTILE);
    good("case remediate SEC-1", HOSTILE);
    good("case status SEC-1 false_positive", "--reason", HOSTILE);
    List<String> lines = Files.readAllLines(folder.resolve(CaseJournal.FILE));
    assertThat(lines).allSatisfy(line -> json(line));
    assertThat(lines.stream().filter(line -> line.contains("\"case_"))).hasSize(5);
    SecurityCase of = theCase("SEC-1");
    // A half of a character can't be written in UTF-8.
    String kept = of.notes().get(0).text();
    assertThat(kept.replace('\ufffd', '\ud800')).isEqualTo(HOSTILE);
    assertThat(of.title()).isEqualTo(kept);
    assertThat(of.assignee()).isEqualTo(kept);
    for (String command :
        List.of(
            "case list",
            "case show SEC-1",
            "case list --format json",
            "case show SEC-1 --format json",
            "query --format json --with-cases")) {
      String out = good(command).out();
      assertThat(out.codePoints().filter(c -> c != '\n').allMatch(SafeText::isHarmless))
          .as(command)
          .isTrue();
    }
    assertThat(good("case list").out()).hasLineCount(2);
    assertThat(good("verify").exitCode()).isZero();
  }

  @Test
  void secretsInNotesAreRedacted() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1));
    good("case note SEC-1", "tried password=hunter2 there");
    assertThat(Files.readString(folder.resolve(CaseJournal.FILE))).doesNotContain("hunter2");
    assertThat(theCase("SEC-1").notes().get(0).text()).startsWith("tried password=[redacted");
  }

  @Test
  void aChangedByteOfANoteIsFound() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1));
    good("case note SEC-1", "no partner of ours");
    good("case note SEC-1", "another");
    assertThat(good("verify").exitCode()).isZero();
    Path file = folder.resolve(CaseJournal.FILE);
    Files.writeString(
        file, Files.readString(file).replace("no partner of ours", "our partner, yes!!"));
    CommandLineRun run = run("verify");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains(CaseJournal.FILE);
  }

  @Test
  void aDamagedLineIsToldAndLeftOut() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1));
    good("case note SEC-1", "lost");
    good("case note SEC-1", "kept");
    Path file = folder.resolve(CaseJournal.FILE);
    Files.writeString(file, Files.readString(file).replace("\"new\":\"lost\"", "\"new\":!lost\""));
    for (String command :
        List.of("case list", "case show SEC-1", "query --format json --with-cases")) {
      CommandLineRun run = run(command);
      assertThat(run.exitCode()).as(command).isEqualTo(3);
      assertThat(run.out()).as(command).isNotEmpty();
      assertThat(run.err().lines())
          .as(command)
          .isNotEmpty()
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains(file + ": at byte ")
                      .endsWith("left out; see tocsin verify"));
    }
    CommandLineRun note = run("case note SEC-1", "more");
    assertThat(note.err()).hasLineCount(1).contains("left out; see tocsin verify");
    assertThat(run("case show SEC-1").out()).contains("note: kept", "note: more");
  }

  @Test
  void readingIsRecordedAndElseRefused() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1));
    Path file = folder.resolve(CaseJournal.FILE);
    assertThat(Files.readString(file)).doesNotContain("audit_accessed");
    good("case list");
    good("case show SEC-1");
    assertThat(Files.readString(file))
        .contains("\"command\":\"case list\"", "\"command\":\"case show\"");
    Path head = folder.resolve("moved");
    Files.move(file, head);
    Files.createDirectory(file);
    CommandLineRun refused = run("case list");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("can't be recorded, so nothing is shown");
  }

  @Test
  void whatIsElsewhereIsFoundInFurtherFolders() throws Exception {
    Path other = folder.resolve("other");
    record(folder, Map.of(1, ""));
    record(other, Map.of(2, "\"correlation_id\":\"r\""));
    assertThat(run("case open --event " + event(2)).err())
        .contains("event " + event(2) + ": is not in the journals");
    good("case open --id SEC-1 --event " + event(2), "--also", other.toString());
    good("case link SEC-1 --event " + event(1));
    assertThat(run("case link SEC-1 --event " + event(1)).err())
        .isEqualTo("tocsin: case SEC-1: has all of these already: nothing to do\n");
    assertThat(good("case show SEC-1").err()).contains("1 alerts and events of the case are not");
    CommandLineRun both = good("case show SEC-1", "--dir", other.toString());
    assertThat(both.err()).isEmpty();
    // The same id in both is no help.
    in(other, "case open --id SEC-1 --title x");
    assertThat(run("case show SEC-1", "--dir", other.toString()).err())
        .isEqualTo("tocsin: case \"SEC-1\": 2 cases begin so: give the whole id, or one folder\n");
    assertThat(good("case list", "--dir", other.toString()).out()).hasLineCount(3);
  }

  @Test
  void listsAreFiltered() throws Exception {
    record(folder, Map.of(1, ""));
    for (int i = 1; i <= 3; i++) {
      good("case open --severity low --id SEC-" + i, "--title", "case " + i);
    }
    good("case assign SEC-2 ada");
    good("case escalate SEC-3 --level 2 --due +1s");
    good("case status SEC-1 false_positive --reason ours");
    assertThat(ids("--assignee ada")).containsExactly("SEC-2");
    assertThat(ids("--status escalated --status false_positive")).containsExactly("SEC-1", "SEC-3");
    assertThat(ids("--open")).containsExactly("SEC-2", "SEC-3");
    await().untilAsserted(() -> assertThat(ids("--overdue")).containsExactly("SEC-3"));
    assertThat(good("case list").out()).contains("escalated (overdue)");
    assertThat(good("case show SEC-3").out())
        .contains("status           escalated, overdue: level 3 is next\n");
    assertThat(json(good("case show SEC-3 --format json").out()))
        .containsEntry("overdue", "true")
        .containsEntry("next_level", "3");
  }

  private List<String> ids(String options) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String line : good("case list --format json " + options).out().lines().toList()) {
      ids.add(String.valueOf(json(line).get("case_id")));
    }
    return ids;
  }

  @Test
  void processesAtTheSameTimeLoseNothing() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1));
    List<Process> processes = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        processes.add(start("case", "note", "SEC-1", "note " + i));
        processes.add(start("case", "status", "SEC-1", "investigating"));
      }
      for (Process each : processes) {
        codes.add(ProcessRun.of(each).exitCode());
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(codes).as("one of the two comes first").containsExactlyInAnyOrder(0, 0, 0, 3);
    assertThat(theCase("SEC-1").notes())
        .extracting(SecurityCase.Note::text)
        .containsExactlyInAnyOrder("note 0", "note 1");
    assertThat(theCase("SEC-1").records()).hasSize(4);
    assertThat(theCase("SEC-1").records().subList(1, 4))
        .extracting(CaseRecord::by, CaseRecord::sudoUser)
        .containsOnly(tuple(ME, "carol"));
    assertThat(good("verify").exitCode()).isZero();
  }

  private Process start(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--dir", folder.toString()));
    ProcessBuilder process = TocsinProcess.builder(List.of(), folder, all.toArray(new String[0]));
    process.environment().put("SUDO_USER", "carol");
    return process.start();
  }

  /** A command line, the exit code, and a part of what is said. */
  private static final List<String> WRONG =
      List.of(
          "case => 2 use case open",
          "case open => 2 --title: is missing",
          "case open --title x --severity grave => 2 severity",
          "case open --id a/b --title x => 2 as in SEC-42",
          "case open --alert 00000000 => 3 tocsin alerts list shows those that are",
          "case open --alert 000 => 3 of an id give the first 4 digits or more",
          "case open --event 01a2 => 2 is no event_id",
          "case open --event 01a20515-f233-7000-ba9c-0000000000ff => 3 is not in the journals",
          "case open --id SEC-1 --title x => 3 give it another id",
          "case note SEC-9 x => 3 tocsin case list shows those that there are",
          "case note SEC-1 => 2 TEXT",
          "case assign SEC-1 => 2 either a user or --nobody",
          "case assign SEC-1 ada --nobody => 2 either a user or --nobody",
          "case assign SEC-1 --nobody => 3 is nobody's already",
          "case status SEC-1 done => 2 status",
          "case status SEC-1 detected => 3 is detected already",
          "case status SEC-1 resolved => 3 use investigating, contained or false_positive",
          "case status SEC-1 false_positive => 3 with a reason only",
          "case status SEC-1 escalated => 3 with a level and a time",
          "case remediate SEC-1 => 2 say what was done",
          "case remediate SEC-1 --done 1 => 3 has no action 1",
          "case remediate SEC-1 --done x => 2 use an action's number",
          "case remediate SEC-1 x --done 1 => 2 give its number",
          "case remediate SEC-1 x --reason y => 2 say it in the action",
          "case escalate SEC-1 => 2 --due",
          "case escalate SEC-1 --due soon => 2 use in how long, as +4h",
          "case escalate SEC-1 --due -4h => 2 use in how long, as +4h",
          "case escalate SEC-1 --due 2020-01-01T00:00:00Z => 2 use a time to come",
          "case escalate SEC-1 --due +400d => 2 by 365 days at most",
          "case escalate SEC-1 --due +4h --level 4 => 2 use 1, 2 or 3",
          "case link SEC-1 => 2 give --alert or --event",
          "case list --status done => 2 status",
          "case list --format csv => 2 use table or json",
          "case show SEC-9 => 3 tocsin case list shows those that there are",
          "case show SEC-1 --limit 0 => 2 from 1 to 1000",
          "query --with-cases => 2 goes with --format json only");

  @Test
  void whatIsWrongIsOneLineWithTheWayOut() throws Exception {
    record(folder, Map.of(1, ""));
    good("case open --id SEC-1 --event " + event(1));
    byte[] before = Files.readAllBytes(folder.resolve("security_audit.log"));
    for (String each : WRONG) {
      String[] parts = each.split(" => ", 2);
      String line = parts[0];
      CommandLineRun run = line.equals("case") ? CommandLineRun.of(line) : run(line);
      assertThat(run.exitCode()).as(line + ": " + run.err()).isEqualTo(parts[1].charAt(0) - '0');
      assertThat(run.out()).as(line).isEmpty();
      assertThat(run.err()).as(line).hasLineCount(1).contains(parts[1].substring(2));
      assertThat(theCase("SEC-1").records()).as(line + ": records nothing").hasSize(1);
    }
    assertThat(Files.readAllBytes(folder.resolve("security_audit.log"))).isEqualTo(before);
  }

  @Test
  void twoAlertsOfOneKeyAreToldApartByTheirIds() throws Exception {
    attack();
    good("emit --type sql_injection_attempt", "--ip", EVE);
    List<String> ids = new ArrayList<>();
    for (String line : good("alerts list --format json").out().lines().toList()) {
      ids.add(String.valueOf(json(line).get("alert_id")));
    }
    assertThat(ids).hasSizeGreaterThan(1);
    assertThat(run("case open --alert " + EVE).err())
        .hasLineCount(1)
        .contains("alerts are named so: give the whole id");
    good("case open --id SEC-1 --alert " + ids.get(0).substring(0, 8));
    for (String id : ids.subList(1, ids.size())) {
      good("case link SEC-1 --alert " + id);
    }
    assertThat(theCase("SEC-1").alertIds()).containsExactlyElementsOf(ids);
  }

  @Test
  void aFolderWithoutAJournalIsToldAndLeftAlone() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (String line :
        List.of("case open --title x", "case note SEC-1 x", "case list", "case show SEC-1")) {
      CommandLineRun run = in(empty, line);
      assertThat(run.exitCode()).as(line).isEqualTo(3);
      assertThat(run.err()).as(line).hasLineCount(1).contains("no journal there");
    }
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void everyCommandHasHelp() {
    for (String name :
        List.of(
            "open", "note", "assign", "status", "remediate", "escalate", "link", "list", "show")) {
      CommandLineRun run = CommandLineRun.of("case", name, "--help");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("Usage: tocsin case " + name).contains("Example");
      assertThat(run.out().lines().mapToInt(String::length).max().orElse(0)).isLessThan(90);
      assertThat(run.out().getBytes(UTF_8)).hasSizeLessThan(4_000);
    }
  }
}
