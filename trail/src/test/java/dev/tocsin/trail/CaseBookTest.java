package dev.tocsin.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.event.Change;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Severity;
import dev.tocsin.event.Status;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.journal.RetentionPolicy;
import dev.tocsin.trail.CaseBook.Links;
import dev.tocsin.trail.CaseBook.Opening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done to cases, and what is recorded of it. */
class CaseBookTest {
  private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");
  private static final String ME = System.getProperty("user.name");

  /** From each status: those it may become, with {@code !} if a reason has to be given. */
  private static final Map<Status, Set<String>> TABLE =
      Map.of(
          Status.DETECTED, Set.of("investigating", "contained", "false_positive!"),
          Status.INVESTIGATING, Set.of("contained", "resolved!", "false_positive!"),
          Status.CONTAINED, Set.of("investigating!", "resolved!", "false_positive!"),
          Status.ESCALATED, Set.of("investigating", "contained", "resolved!", "false_positive!"),
          Status.RESOLVED, Set.of("investigating!"),
          Status.FALSE_POSITIVE, Set.of("investigating!"));

  private static final Set<Status> MAY_BE_ESCALATED =
      Set.of(Status.DETECTED, Status.INVESTIGATING, Status.CONTAINED, Status.ESCALATED);

  @TempDir private Path folder;

  private final List<String> damage = new ArrayList<>();
  private Instant now = START;

  private CaseBook book() {
    return new CaseBook(folder, Clock.fixed(now, ZoneOffset.UTC), new Random(7), damage::add);
  }

  private String open(@Nullable String id) throws Exception {
    return book().open(new Opening(id, "odd exports", Severity.HIGH, null, Links.NONE));
  }

  private Cases cases() throws IOException {
    return Cases.read(List.of(folder), damage::add);
  }

  private SecurityCase theCase(String id) throws Exception {
    return cases().require(id);
  }

  /** A case that stands so. */
  private String openAs(String id, Status status) throws Exception {
    open(id);
    switch (status) {
      case DETECTED -> {}
      case INVESTIGATING, CONTAINED -> book().status(id, status, null);
      case ESCALATED -> book().escalate(id, null, now.plusSeconds(60), null);
      case FALSE_POSITIVE -> book().status(id, status, "a scan of ours");
      case RESOLVED -> {
        book().status(id, Status.INVESTIGATING, null);
        book().status(id, status, "fixed");
      }
    }
    return id;
  }

  private static @Nullable Exception tried(Callable<?> what) {
    try {
      what.call();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void everyTransitionIsAllowedOrRefusedAsTheTableSays(Status from) throws Exception {
    int cases = 0;
    Set<String> allowed = new HashSet<>();
    for (Status to : Status.values()) {
      String id = openAs("SEC-" + from + "-" + cases++, from);
      String path = to.text();
      Exception refused = tried(() -> book().status(id, to, null));
      if (refused == null) {
        allowed.add(path);
      } else {
        assertThat(refused).isInstanceOf(CaseException.class).hasMessageStartingWith("case " + id);
        assertThat(refused.getMessage()).hasLineCount(1);
        assertThat(theCase(id).status()).as("nothing is recorded").isEqualTo(from);
        if (tried(() -> book().status(id, to, "because")) == null) {
          allowed.add(path + "!");
        }
      }
    }
    assertThat(allowed).isEqualTo(TABLE.get(from));
    String id = openAs("SEC-" + from + "-escalated", from);
    Exception refused = tried(() -> book().escalate(id, 3, now.plusSeconds(9), null));
    assertThat(refused == null).isEqualTo(MAY_BE_ESCALATED.contains(from));
  }

  @Test
  void everyRecordTellsWhoDidItWhenAndTheOldAndTheNewValue() throws Exception {
    String alert = new UUID(1, 2).toString();
    String event = new UUID(3, 4).toString();
    String ofAlert = new UUID(5, 6).toString();
    book()
        .open(
            new Opening(
                "SEC-1",
                "odd exports",
                Severity.HIGH,
                START.minusSeconds(90),
                new Links(List.of(alert), List.of(), List.of(ofAlert))));
    now = now.plusSeconds(1);
    book().assign("SEC-1", "ada", null);
    now = now.plusSeconds(1);
    book().assign("SEC-1", "bob", "ada is away");
    now = now.plusSeconds(1);
    book().status("SEC-1", Status.INVESTIGATING, null);
    now = now.plusSeconds(1);
    book().note("SEC-1", "no partner of ours");
    now = now.plusSeconds(1);
    book().remediate("SEC-1", "rotate the keys", false);
    now = now.plusSeconds(1);
    book().remediated("SEC-1", 1, "by the vault");
    now = now.plusSeconds(1);
    Instant due = now.plus(Duration.ofHours(4));
    book().escalate("SEC-1", 2, due, null);
    now = now.plusSeconds(1);
    book().link("SEC-1", new Links(List.of(alert), List.of(event), List.of(ofAlert)));
    now = now.plusSeconds(1);
    book().status("SEC-1", Status.CONTAINED, null);
    now = now.plusSeconds(1);
    book().assign("SEC-1", null, null);
    now = now.plusSeconds(1);
    book().status("SEC-1", Status.RESOLVED, "keys rotated");

    SecurityCase all = theCase("SEC-1");
    assertThat(all.records()).extracting(CaseRecord::by).containsOnly(ME);
    assertThat(all.records())
        .extracting(CaseRecord::at)
        .containsExactlyElementsOf(IntStream.range(0, 12).mapToObj(START::plusSeconds).toList());
    assertThat(all.records())
        .extracting(record -> record.type().name(), CaseBookTest::changes, CaseRecord::reason)
        .containsExactly(
            row(
                "case_opened",
                "title: null -> odd exports; severity: null -> high; status: null -> detected;"
                    + " alert_ids: null -> ["
                    + alert
                    + "]; alert_event_ids: null -> ["
                    + ofAlert
                    + "]",
                null),
            row("case_assigned", "assignee: null -> ada", null),
            row("case_assigned", "assignee: ada -> bob", "ada is away"),
            row("case_status", "status: detected -> investigating", null),
            row("case_noted", "investigation_notes: null -> no partner of ours", null),
            row(
                "case_remediation",
                "remediation_actions: null -> {number=1, action=rotate the keys, state=planned}",
                null),
            row(
                "case_remediation",
                "remediation_actions: {number=1, action=rotate the keys, state=planned} ->"
                    + " {number=1, action=rotate the keys, state=done}",
                "by the vault"),
            row(
                "case_escalated",
                "escalation_level: null -> 2; escalation_due: null -> 2026-03-01T13:00:07.000000Z;"
                    + " status: investigating -> escalated",
                null),
            row("case_noted", "event_ids: null -> [" + event + "]", null),
            row("case_status", "status: escalated -> contained", null),
            row("case_assigned", "assignee: bob -> null", null),
            row("case_status", "status: contained -> resolved", "keys rotated"));

    assertThat(all.title()).isEqualTo("odd exports");
    assertThat(all.severity()).isEqualTo(Severity.HIGH);
    assertThat(all.status()).isEqualTo(Status.RESOLVED);
    assertThat(all.isOpen()).isFalse();
    assertThat(all.assignee()).isNull();
    assertThat(all.detectedAt()).isEqualTo(START.minusSeconds(90));
    assertThat(all.openedAt()).isEqualTo(START);
    assertThat(all.openedBy()).isEqualTo(ME);
    assertThat(all.respondedAt()).isEqualTo(START.plusSeconds(1));
    assertThat(all.containedAt()).isEqualTo(START.plusSeconds(9));
    assertThat(all.closedAt()).isEqualTo(START.plusSeconds(11));
    assertThat(all.remediations())
        .containsExactly(
            new SecurityCase.Remediation(1, "rotate the keys", true, START.plusSeconds(6), ME));
    assertThat(all.alertIds()).containsExactly(alert);
    assertThat(all.eventIds()).containsExactly(event);
    assertThat(all.alertEventIds()).containsExactly(ofAlert);
    assertThat(damage).isEmpty();
  }

  private static Tuple row(String type, String changes, @Nullable String reason) {
    return Tuple.tuple(type, changes, reason);
  }

  private static String changes(CaseRecord record) {
    List<String> all = new ArrayList<>();
    for (Change each : record.changes()) {
      all.add(each.field() + ": " + each.oldValue() + " -> " + each.newValue());
    }
    return String.join("; ", all);
  }

  @Test
  void nothingThatIsRecordedIsEverChanged() throws Exception {
    Path file = folder.resolve(CaseJournal.FILE);
    open("SEC-1");
    List<Callable<?>> steps =
        List.of(
            () -> book().status("SEC-1", Status.INVESTIGATING, null),
            () -> book().note("SEC-1", "one"),
            () -> book().remediate("SEC-1", "two", false),
            () -> book().remediated("SEC-1", 1, null),
            () -> book().escalate("SEC-1", 1, now.plusSeconds(5), null),
            () -> book().status("SEC-1", Status.RESOLVED, "done"),
            () -> book().status("SEC-1", Status.INVESTIGATING, "not done"),
            () -> open("SEC-2"));
    byte[] before = Files.readAllBytes(file);
    for (Callable<?> step : steps) {
      step.call();
      byte[] after = Files.readAllBytes(file);
      assertThat(after.length).isGreaterThan(before.length);
      assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
      before = after;
    }
    assertThat(theCase("SEC-1").closedAt()).as("opened again").isNull();
  }

  @Test
  void anEscalationIsOverdueFromItsTimeOnUntilSomebodyTakesItOn() throws Exception {
    open("SEC-1");
    Instant due = now.plus(Duration.ofHours(4));
    book().escalate("SEC-1", null, due, null);
    assertThat(theCase("SEC-1").isOverdue(due)).isFalse();
    assertThat(theCase("SEC-1").isOverdue(due.plusNanos(1_000))).isTrue();
    assertThat(SecurityCase.Escalation.next(theCase("SEC-1").escalation())).isEqualTo(2);

    now = due.plusSeconds(1);
    Instant later = now.plus(Duration.ofHours(1));
    book().escalate("SEC-1", null, later, "no answer");
    assertThat(theCase("SEC-1").escalation())
        .isEqualTo(new SecurityCase.Escalation(2, later, now, ME));
    assertThat(theCase("SEC-1").isOverdue(now)).isFalse();
    assertThatThrownBy(() -> book().escalate("SEC-1", 1, later, null))
        .isInstanceOf(CaseException.class)
        .hasMessage("case SEC-1: was at level 2 already: use that or a higher one, up to 3");

    book().status("SEC-1", Status.INVESTIGATING, null);
    assertThat(theCase("SEC-1").isOverdue(later.plusSeconds(1))).isFalse();
    // There is no fourth level.
    book().escalate("SEC-1", 3, later, null);
    book().escalate("SEC-1", null, later, null);
    assertThat(theCase("SEC-1").escalation())
        .isEqualTo(new SecurityCase.Escalation(3, later, now, ME));
  }

  @Test
  void anEscalationEndsLaterThanNowAndWithinAYear() throws Exception {
    open("SEC-1");
    for (Instant due : List.of(now, now.minusSeconds(1), now.plus(Duration.ofDays(366)))) {
      assertThatThrownBy(() -> book().escalate("SEC-1", null, due, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("use a time to come, by 365 days at most");
    }
  }

  @Test
  void whatIsDoneAtTheSameTimeIsNeitherLostNorMixed() throws Exception {
    open("SEC-1");
    book().remediate("SEC-1", "rotate the keys", false);
    int notes = 24;
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < notes; i++) {
      String text = "note " + i;
      calls.add(() -> tried(() -> book().note("SEC-1", text)) == null);
    }
    for (int i = 0; i < 4; i++) {
      calls.add(() -> tried(() -> book().status("SEC-1", Status.INVESTIGATING, null)) == null);
      calls.add(() -> tried(() -> book().remediated("SEC-1", 1, null)) == null);
      calls.add(() -> tried(() -> open("SEC-2")) == null);
      calls.add(() -> tried(() -> open(null)) == null);
    }
    int done = 0;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<Boolean> each : threads.invokeAll(calls)) {
        done += each.get() ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }
    // Of four who try, one comes first; an id that is made is always another one.
    assertThat(done).isEqualTo(notes + 1 + 1 + 1 + 4);
    SecurityCase all = theCase("SEC-1");
    assertThat(all.notes())
        .extracting(SecurityCase.Note::text)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, notes).mapToObj(i -> "note " + i).toList());
    assertThat(all.records()).hasSize(2 + notes + 2);
    assertThat(cases().all()).hasSize(1 + 1 + 4);
    assertThat(damage).isEmpty();
  }

  @Test
  void aRecordOfTheGreatestSizeIsReadBackWhole() throws Exception {
    List<String> alerts = ids(1, CaseBook.MOST_ALERTS);
    List<String> events = ids(2, CaseBook.MOST_EVENTS);
    List<String> ofAlerts = ids(3, CaseBook.MOST_ALERTS * 50);
    String title = "\u0001".repeat(CaseBook.LONGEST_TITLE);
    book()
        .open(new Opening("SEC-1", title, Severity.LOW, now, new Links(alerts, events, ofAlerts)));
    String note = "\u0001".repeat(CaseBook.LONGEST_NOTE);
    book().note("SEC-1", note);
    String action = "\u0001".repeat(CaseBook.LONGEST_REASON);
    book().remediate("SEC-1", action, false);
    book().remediated("SEC-1", 1, action);

    SecurityCase all = theCase("SEC-1");
    assertThat(all.title()).isEqualTo(title);
    assertThat(all.alertIds()).isEqualTo(alerts);
    assertThat(all.eventIds()).isEqualTo(events);
    assertThat(all.alertEventIds()).isEqualTo(ofAlerts);
    assertThat(all.notes().get(0).text()).isEqualTo(note);
    assertThat(all.remediations().get(0).action()).isEqualTo(action);
    assertThat(all.records().get(3).reason()).isEqualTo(action);
    assertThat(Files.readString(folder.resolve(CaseJournal.FILE))).doesNotContain("is_truncated");
  }

  private static List<String> ids(long kind, int count) {
    return IntStream.range(0, count).mapToObj(i -> new UUID(kind, i + 1).toString()).toList();
  }

  @Test
  void whatIsTooMuchIsRefused() throws Exception {
    open("SEC-1");
    assertThatThrownBy(() -> new Links(ids(1, CaseBook.MOST_ALERTS + 1), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Links(List.of(), ids(1, CaseBook.MOST_EVENTS + 1), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    for (String text : List.of("", " ", "x".repeat(CaseBook.LONGEST_NOTE + 1))) {
      assertThatThrownBy(() -> book().note("SEC-1", text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("note: use 1 to 8000 characters");
    }
    assertThat(theCase("SEC-1").records()).hasSize(1);
  }

  @Test
  void idsThatAreMadeSortByTimeAndTwoFoldersChooseDifferentOnes() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(open(null));
      now = now.plus(Duration.ofSeconds(1 + i * 7_000L));
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids.get(0)).matches("C-20260301-[0-9a-hjkmnp-tv-z]{6}");
    // The second is the upper part of it.
    Set<String> others = new HashSet<>();
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      others.add(CaseIds.next(START, random));
    }
    assertThat(others).hasSizeGreaterThan(48).allMatch(id -> id.startsWith("C-20260301-7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-SEC", "SEC 1", "SEC\n1", "SÉC-1", "a/b"})
  void anIdOfOnesOwnIsPlain(String id) {
    assertThatThrownBy(() -> open(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as in SEC-42");
  }

  @Test
  void aCaseIsNamedByTheBeginningOfItsIdToo() throws Exception {
    open("SEC-42");
    open("SEC-421");
    open("OPS-1");
    assertThat(theCase("SEC-42").id()).isEqualTo("SEC-42");
    assertThat(theCase("OPS-").id()).isEqualTo("OPS-1");
    assertThatThrownBy(() -> theCase("SEC-4"))
        .isInstanceOf(CaseException.class)
        .hasMessage("case \"SEC-4\": 2 cases begin so: give the whole id, or one folder");
    assertThatThrownBy(() -> theCase("OPS"))
        .isInstanceOf(CaseException.class)
        .hasMessageContaining("tocsin case list shows those that there are");
    assertThatThrownBy(() -> open("SEC-42"))
        .isInstanceOf(CaseException.class)
        .hasMessage("case SEC-42: is there already: give it another id");
  }

  @Test
  void anEventIsOfTheCasesThatItAndItsAlertsWereLinkedTo() throws Exception {
    String alert = new UUID(1, 1).toString();
    String event = new UUID(2, 2).toString();
    Links both = new Links(List.of(), List.of(event), List.of());
    book().open(new Opening("SEC-1", "one", Severity.LOW, null, both));
    now = now.plusSeconds(1);
    book()
        .open(
            new Opening(
                "SEC-2",
                "two",
                Severity.LOW,
                null,
                new Links(List.of(alert), List.of(), List.of(event))));
    now = now.plusSeconds(1);
    book().note("SEC-2", "first");
    now = now.plusSeconds(1);
    book().note("SEC-1", "second");
    book().remediate("SEC-1", "wait", false);
    now = now.plusSeconds(1);
    book().remediate("SEC-2", "block", true);
    book().status("SEC-2", Status.CONTAINED, null);

    Cases cases = cases();
    assertThat(cases.ofAlert(alert)).extracting(SecurityCase::id).containsExactly("SEC-2");
    EventCases joined = Objects.requireNonNull(cases.joined(event));
    assertThat(joined.caseIds()).containsExactly("SEC-2", "SEC-1");
    assertThat(joined.status()).isEqualTo(Status.CONTAINED);
    assertThat(joined.investigationNotes()).containsExactly("first", "second");
    assertThat(joined.remediationActions()).containsExactly("planned: wait", "block");
    assertThat(joined.auditTrail())
        .hasSize(7)
        .startsWith(
            "2026-03-01T09:00:00.000000Z "
                + ME
                + " SEC-1: opened: one, severity low, event "
                + event)
        .endsWith(
            "2026-03-01T09:00:04.000000Z " + ME + " SEC-2: status from detected to contained");
    assertThat(cases.joined(new UUID(9, 9).toString())).isNull();
    assertThat(cases.eventIds()).containsExactly(event);
  }

  @Test
  void aCaseWhoseOpeningRetentionHasDeletedIsKnownByWhatIsLeft() throws Exception {
    open("SEC-1");
    book().status("SEC-1", Status.INVESTIGATING, null);
    Path file = folder.resolve(CaseJournal.FILE);
    JournalConfig config =
        JournalConfig.builder(file)
            .writer("tocsin")
            .retention(new RetentionPolicy(Duration.ZERO, 0, 1, Duration.ZERO))
            .build();
    List<Path> deleted = new ArrayList<>();
    JournalListener listener =
        new JournalListener() {
          @Override
          public void segmentDeleted(
              Path segment, long number, long firstSeq, long lastSeq, String policy) {
            deleted.add(segment);
          }
        };
    try (Journal journal = Journal.open(config, listener)) {
      journal.roll("the test");
      await().until(() -> !deleted.isEmpty());
    }
    assertThat(cases().all()).isEmpty();
    now = now.plusSeconds(5);
    assertThatThrownBy(() -> book().note("SEC-1", "late")).isInstanceOf(CaseException.class);
    assertThat(damage).isEmpty();

    // What every record repeats is enough to go on with.
    try (CaseJournal journal = CaseJournal.open(folder, Clock.fixed(now, ZoneOffset.UTC))) {
      journal.record(
          EventType.CASE_STATUS,
          draft ->
              draft
                  .addChange("status", "investigating", "contained")
                  .putDetail("case_id", "SEC-1")
                  .putDetail("title", "odd exports")
                  .putDetail("case_severity", "high"));
    }
    SecurityCase left = theCase("SEC-1");
    assertThat(left.title()).isEqualTo("odd exports");
    assertThat(left.severity()).isEqualTo(Severity.HIGH);
    assertThat(left.status()).isEqualTo(Status.CONTAINED);
    book().note("SEC-1", "late");
  }

  @Test
  void recordsThatMakeNoSenseAreToldOrPassedOver() throws Exception {
    open("SEC-1");
    try (CaseJournal journal = CaseJournal.open(folder, Clock.fixed(now, ZoneOffset.UTC))) {
      journal.record(EventType.CASE_NOTED, draft -> draft.addChange("investigation_notes", 1, 2));
      journal.record(
          EventType.CASE_STATUS,
          draft ->
              draft
                  .putDetail("case_id", "SEC-1")
                  .putDetail("case_severity", List.of(1))
                  .putDetail("detected_at", "yesterday")
                  .addChange("status", 1, "odd")
                  .addChange("status", null, Map.of())
                  .addChange("escalation_level", "a", "b")
                  .addChange("remediation_actions", null, Map.of("number", "x"))
                  .addChange("alert_ids", null, "no list")
                  .addChange("other", null, 1));
      journal.record(
          EventType.CASE_ESCALATED,
          draft ->
              draft
                  .putDetail("case_id", "SEC-1")
                  .addChange("escalation_level", null, 2)
                  .addChange("escalation_due", null, "soon"));
    }
    SecurityCase of = theCase("SEC-1");
    assertThat(of.status()).isEqualTo(Status.DETECTED);
    assertThat(of.severity()).isEqualTo(Severity.HIGH);
    assertThat(of.escalation()).isNull();
    assertThat(of.alertIds()).isEmpty();
    assertThat(of.records()).hasSize(3);
    assertThat(damage).singleElement().asString().contains(": at byte ").endsWith("names no case");
  }

  @Test
  void whatCantBeRecordedChangesNothing() throws Exception {
    open("SEC-1");
    Path file = folder.resolve(CaseJournal.FILE);
    byte[] before = Files.readAllBytes(file);
    Path folderElsewhere = Files.createDirectory(folder.resolve("x"));
    Files.writeString(folderElsewhere.resolve(CaseJournal.FILE), "no journal\n", UTF_8);
    CaseBook elsewhere =
        new CaseBook(folderElsewhere, Clock.systemUTC(), new Random(1), damage::add);
    assertThatThrownBy(() -> elsewhere.open(new Opening(null, "x", Severity.LOW, null, Links.NONE)))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
