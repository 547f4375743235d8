package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDraftTest {
  private static final Limits SMALL = new Limits(16_384, 64, 16, 8, 100, 3);

  private final EventDraft draft = new EventDraft().setType(EventType.AUTH_FAILURE);

  @Test
  void demandsAType() {
    EventDraft empty = new EventDraft();
    assertThat(empty.hasType()).isFalse();
    assertThatThrownBy(empty::toEvent)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("event_type is not set: call setType first");
  }

  @Test
  void takesWhatIsNotSaidFromTheType() {
    assertThat(draft.severity()).isEqualTo(Severity.LOW);
    assertThat(draft.success()).isFalse();
    assertThat(draft.get(EventField.COMPLIANCE_TAGS))
        .isEqualTo(EventType.AUTH_FAILURE.complianceTags());
    assertThat(draft.get(EventField.STATUS)).isEqualTo(Status.DETECTED);
    draft.setSeverity(Severity.HIGH).setSuccess(true).addComplianceTag("own");
    assertThat(draft.severity()).isEqualTo(Severity.HIGH);
    assertThat(draft.success()).isTrue();
    assertThat(draft.get(EventField.COMPLIANCE_TAGS))
        .isEqualTo(List.of("pci-10.2.1.4", "soc2-cc6.1", "iso27001-a.8.15", "own"));
  }

  @Test
  void hasEachTagOnce() {
    draft.addComplianceTag("own").addComplianceTag("own").addComplianceTag("pci-10.2.1.4");
    assertThat((List<?>) draft.get(EventField.COMPLIANCE_TAGS)).hasSize(4);
  }

  @Test
  void isAsNewAfterAReset() {
    fillEveryField(draft);
    draft.reset();
    draft.setType(EventType.LOGOUT);
    SecurityEvent expected = new EventDraft().setType(EventType.LOGOUT).toEvent();
    assertThat(draft.toEvent()).isEqualTo(expected);
    assertThat(draft.omittedBytes()).isZero();
  }

  @Test
  void clearsEachFieldByItself() {
    SecurityEvent bare = new EventDraft().setType(EventType.AUTH_FAILURE).toEvent();
    fillEveryField(draft);
    for (EventField field : EventField.all()) {
      draft.clear(field);
    }
    draft.setId(0, 0).setStatus(Status.DETECTED);
    assertThat(draft.toEvent()).isEqualTo(bare);
  }

  @Test
  void givesAnEventThatDoesNotChangeWithIt() {
    fillEveryField(draft);
    SecurityEvent event = draft.toEvent();
    SecurityEvent same = draft.toEvent();
    draft.reset();
    draft.setType(EventType.LOGOUT).putDetail("x", 1);
    assertThat(event).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(event.userId()).isEqualTo("user_id");
    assertThat(event.toDraft().toEvent()).isEqualTo(event);
  }

  @Test
  void copiesMapsAndListsAtTheCall() {
    List<Object> list = new ArrayList<>(List.of("a"));
    Map<String, Object> map = new HashMap<>(Map.of("k", list));
    draft.putDetail("map", map);
    list.add("b");
    map.put("later", 1);
    assertThat(details()).containsExactly(entry("map", Map.of("k", List.of("a"))));
  }

  @Test
  void keepsValuesAsWhatTheyAre() {
    draft.putDetail("int", 7);
    draft.putDetail("long", 8L);
    draft.putDetail("float", 0.1f);
    draft.putDetail("flag", true);
    draft.putDetail("none", null);
    draft.putDetail("enum", Severity.HIGH);
    draft.putDetail("char", 'c');
    draft.putDetail("optional", Optional.of("v"));
    draft.putDetail("array", new long[] {1, 2});
    draft.putDetail("list", Arrays.asList("a", null));
    draft.putDetail("object", new StringBuilder("text").reverse());
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("int", 7L);
    expected.put("long", 8L);
    expected.put("float", 0.1);
    expected.put("flag", true);
    expected.put("none", null);
    expected.put("enum", "HIGH");
    expected.put("char", "c");
    expected.put("optional", "v");
    expected.put("array", List.of(1L, 2L));
    expected.put("list", Arrays.asList("a", null));
    expected.put("object", "txet");
    assertThat(draft.get(EventField.DETAILS)).isEqualTo(expected);
    assertThat(details()).containsExactlyEntriesOf(expected);
  }

  @Test
  void replacesADetailOfTheSameName() {
    draft.putDetail("a", 1).putDetail("b", 2).putDetail("a", 3);
    assertThat(details()).containsExactly(entry("a", 3L), entry("b", 2L));
  }

  @Test
  void keepsTheFirstOfNamesThatAreTheSameAsText() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(1, "number");
    map.put("1", "text");
    draft.putDetail("map", map);
    String longName = "n".repeat(300);
    draft.putDetail(longName + "a", 1).putDetail(longName + "b", 2);
    assertThat(details())
        .containsExactly(entry("map", Map.of("1", "number")), entry("n".repeat(256), 1L));
    assertThat(draft.omittedBytes())
        .isEqualTo(",\"1\":\"text\"".length() + 45 + ",\"\":2".length() + 301);
  }

  @Test
  void replacesHalvesOfCharactersInNames() {
    draft.putDetail("a\ud800", Map.of("\udc00😀", 1));
    assertThat(details()).containsExactly(entry("a\ufffd", Map.of("\ufffd😀", 1L)));
  }

  @Test
  void endsCyclesByDepth() {
    Map<String, Object> map = new HashMap<>();
    map.put("self", map);
    List<Object> list = new ArrayList<>();
    list.add(list);
    EventDraft small = new EventDraft(SMALL).setType(EventType.LOGOUT);
    small.putDetail("map", map).putDetail("list", list);
    assertThat(small.toEvent().details())
        .containsExactly(
            entry("map", Map.of("self", Map.of("self", "…"))),
            entry("list", List.of(List.of("…"))));
    assertThat(small.omittedBytes()).isPositive();
    assertThat(small.toEvent().isTruncated()).isTrue();
  }

  @Test
  void tellsOfObjectsThatCantBeRead() {
    draft.putDetail("throws", new Exploding(new IllegalStateException("secret")));
    draft.putDetail("recurses", new Recursing());
    draft.putDetail("asserts", new Exploding(new AssertionError()));
    draft.putDetail("list", new BrokenList());
    draft.putDetail("nested", List.of(new Exploding(new RuntimeException())));
    draft.putDetail("key", Map.of(new Exploding(new RuntimeException()), 1));
    assertThat(details())
        .containsExactly(
            entry("throws", "unreadable: java.lang.IllegalStateException"),
            entry("recurses", "unreadable: java.lang.StackOverflowError"),
            entry("asserts", "unreadable: java.lang.AssertionError"),
            entry("list", "unreadable: java.lang.IllegalStateException"),
            entry("nested", List.of("unreadable: java.lang.RuntimeException")),
            entry("key", Map.of("unreadable: java.lang.RuntimeException", 1L)));
  }

  @Test
  void cutsTextsAndCountsWhatItCuts() {
    EventDraft small = new EventDraft(SMALL).setType(EventType.LOGOUT);
    small.set(EventField.MESSAGE, "é".repeat(100));
    assertThat(small.toEvent().message()).isEqualTo("é".repeat(64));
    assertThat(small.omittedBytes()).isEqualTo(36 * 2);
  }

  @Test
  void neverCutsACharacterInHalf() {
    EventDraft small = new EventDraft(SMALL).setType(EventType.LOGOUT);
    small.set(EventField.MESSAGE, "a" + "😀".repeat(40));
    assertThat(small.toEvent().message()).isEqualTo("a" + "😀".repeat(31));
    assertThat(small.omittedBytes()).isEqualTo(9 * 4);
  }

  @Test
  void cutsEntriesAndCountsThem() {
    EventDraft small = new EventDraft(SMALL).setType(EventType.LOGOUT);
    small.putDetail("list", IntStream.range(0, 10).boxed().toList());
    for (int i = 0; i < 9; i++) {
      small.putDetail("n" + i, i);
    }
    assertThat(small.toEvent().details())
        .hasSize(8)
        .containsEntry("list", List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L));
    assertThat(small.omittedBytes()).isEqualTo(",8,9".length() + 2 * ",\"n7\":7".length());
  }

  @Test
  void boundsAllDetailsTogether() {
    List<List<String>> many =
        IntStream.range(0, 8).mapToObj(i -> List.of("x".repeat(64), "y".repeat(64))).toList();
    EventDraft small = new EventDraft(SMALL).setType(EventType.LOGOUT);
    for (int i = 0; i < 8; i++) {
      small.putDetail("n" + i, many);
    }
    long chars = small.toEvent().details().toString().chars().filter(c -> c == 'x').count();
    assertThat(chars).isLessThan(100 * 64);
    assertThat(small.omittedBytes()).isPositive();
  }

  @Test
  void takesHugeCollectionsWithoutLookingAtThemAll() {
    int[] looked = {0};
    List<Integer> endless =
        new AbstractList<>() {
          @Override
          public Integer get(int index) {
            looked[0]++;
            return index;
          }

          @Override
          public int size() {
            return Integer.MAX_VALUE;
          }
        };
    draft.putDetail("endless", endless);
    assertThat(looked[0]).isLessThan(10_000);
    assertThat((List<?>) details().get("endless")).hasSize(128);
  }

  @Test
  void keepsWhatDoesNotFitItsFieldInTheDetails() {
    for (EventField field : EventField.all()) {
      EventDraft one = new EventDraft().setType(EventType.LOGOUT);
      if (!one.set(field, "no such value")) {
        assertThat(one.toEvent().details())
            .containsExactly(entry(field.jsonName() + "_invalid", "no such value"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "severity, HIGH",
    "success, true",
    "success, false",
    "actor_type, service",
    "ip_provenance, Trusted_Proxy",
    "response_status, 100",
    "response_status, 599",
    "risk_score, 10",
    "risk_score, 0.5",
    "threat_level, none",
    "status, false_positive",
    "timestamp, 2026-11-22T00:00:00Z",
    "logged_at, 2026-11-22T00:00:00+01:00",
    "seq, 1",
    "original_size, 999999999999999999",
    "service_id, anything",
    "indicators, x",
  })
  void readsFieldsFromText(String name, String value) {
    assertThat(draft.set(fieldOf(name), value)).isTrue();
    assertThat(draft.get(EventField.DETAILS)).isNull();
    assertThat(draft.get(fieldOf(name))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "severity, hgh",
    "success, yes",
    "success, TRUE",
    "actor_type, ''",
    "response_status, 99",
    "response_status, 600",
    "response_status, 2OO",
    "response_status, -1",
    "response_status, ''",
    "risk_score, 10.1",
    "risk_score, 7.25",
    "risk_score, .5",
    "risk_score, 7.",
    "risk_score, NaN",
    "risk_score, -1",
    "risk_score, ''",
    "risk_score, 1e1",
    "threat_level, 'low '",
    "timestamp, yesterday",
    "seq, 0",
    "seq, 9999999999999999999",
    "ip_address, 1.2.3.4:80",
    "event_id, 00000000-0000-0000-0000-000000000000",
    "event_id, x",
    "event_type, logout",
    "event_id, g19aa9d0-0000-7000-8000-000000000001",
    "event_id, 019aa9d0x0000-7000-8000-000000000001",
  })
  void refusesTextsThatDoNotFit(String name, String value) {
    assertThat(draft.set(fieldOf(name), value)).isFalse();
    assertThat(details()).containsExactly(entry(name + "_invalid", value));
  }

  @ParameterizedTest
  @CsvSource({"0, none", "9, none", "10, low", "39, low", "40, medium", "70, high", "90, critical"})
  void derivesTheThreatLevelFromTheScore(int tenths, String level) {
    draft.setRiskTenths(tenths);
    assertThat(draft.get(EventField.THREAT_LEVEL)).isEqualTo(ThreatLevel.parse(level));
    draft.setThreatLevel(ThreatLevel.HIGH);
    assertThat(draft.get(EventField.THREAT_LEVEL)).isEqualTo(ThreatLevel.HIGH);
  }

  @Test
  void keepsAServiceAsNumberOrText() {
    assertThat(draft.setServiceId(5).get(EventField.SERVICE_ID)).isEqualTo(5L);
    assertThat(draft.setServiceId("shop").get(EventField.SERVICE_ID)).isEqualTo("shop");
    assertThat(draft.setServiceId(1.5).get(EventField.SERVICE_ID)).isEqualTo("1.5");
    assertThat(draft.setServiceId(Severity.LOW).get(EventField.SERVICE_ID)).isEqualTo("LOW");
    assertThat(draft.setServiceId(null).get(EventField.SERVICE_ID)).isNull();
  }

  @Test
  void addressesAreAtHandWithoutParsing() {
    draft.set(EventField.IP_ADDRESS, "2001:db8::0:1");
    assertThat(draft.addressFamily()).isEqualTo(6);
    assertThat(draft.addressHigh()).isEqualTo(0x2001_0db8_0000_0000L);
    assertThat(draft.addressLow()).isEqualTo(1);
    draft.setAddress(ClientAddress.parse("1.2.3.4"));
    assertThat(draft.addressFamily()).isEqualTo(4);
    assertThat(draft.get(EventField.IP_ADDRESS)).isEqualTo("1.2.3.4");
    draft.clear(EventField.IP_ADDRESS);
    assertThat(draft.addressFamily()).isZero();
  }

  private static EventField fieldOf(String name) {
    EventField field = EventField.find(name);
    assertThat(field).isNotNull();
    return field;
  }

  private Map<String, Object> details() {
    return draft.toEvent().details();
  }

  static void fillEveryField(EventDraft draft) {
    for (EventField field : EventField.all()) {
      if (field.kind() == EventField.Kind.TEXT) {
        draft.set(field, field.jsonName());
      }
    }
    draft.setId(1, 2).setSeverity(Severity.CRITICAL).setTimestampMicros(3).setLoggedAtMicros(4);
    draft.setSuccess(true).setActorType(ActorType.SERVICE).setIpProvenance(Provenance.CALL);
    draft.addChange("f", 1, List.of(2)).putRequestHeader("h", "v").putDetail("d", "v");
    draft.set(EventField.IP_ADDRESS, "1.2.3.4");
    draft.setResponseStatus(200).setRiskTenths(55).setThreatLevel(ThreatLevel.LOW);
    draft.addIndicator("i").addComplianceTag("t").setStatus(Status.ESCALATED);
    draft.setOriginalSize(5).setSeq(6);
    assertThat(EventField.all()).allSatisfy(field -> assertThat(draft.get(field)).isNotNull());
  }

  private record Exploding(Throwable with) {
    @Override
    public String toString() {
      if (with instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) with;
    }
  }

  private static final class Recursing {
    @Override
    public String toString() {
      return "x" + this;
    }
  }

  private static final class BrokenList extends AbstractList<Object> {
    @Override
    public Object get(int index) {
      throw new IllegalStateException();
    }

    @Override
    public int size() {
      return 2;
    }
  }
}
