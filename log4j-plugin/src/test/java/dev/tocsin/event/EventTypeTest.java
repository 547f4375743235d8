package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeTest {
  @Test
  void constantsAndRowsOfTheMapAreTheSame58() {
    List<String> seeds =
        constants().values().stream()
            .filter(type -> type.origin() == EventType.Origin.SEED)
            .map(EventType::markerName)
            .toList();
    assertThat(EventMap.markerNames()).hasSize(58);
    assertThat(seeds).containsExactlyElementsOf(EventMap.markerNames());
  }

  @Test
  void everyConstantBearsItsTypesMarkerName() {
    assertThat(constants())
        .allSatisfy((name, type) -> assertThat(type.markerName()).isEqualTo(name));
    assertThat(constants().values())
        .allSatisfy(
            type -> assertThat(type.name()).isEqualTo(type.markerName().toLowerCase(Locale.ROOT)));
  }

  @Test
  void everyConstantIsRegistered() {
    assertThat(EventTypes.builtIn().all()).containsExactlyElementsOf(constants().values());
  }

  @Test
  void attributesOfSeedTypesAreThoseOfTheMap() {
    for (String markerName : EventMap.markerNames()) {
      EventMap.Row row = EventMap.row(markerName);
      EventType type = EventTypes.builtIn().require(markerName);
      assertThat(type.category().markerName()).isEqualTo(row.text("category"));
      assertThat(String.join(";", type.complianceTags())).isEqualTo(row.text("compliance_tags"));
      assertThat(type.outcome().text()).isEqualTo(row.text("ecs_outcome"));
      assertThat(type.otelSeverityNumber()).isEqualTo(row.number("otel_severity_number"));
      EventMapping mapping = type.mapping();
      assertThat(mapping).isNotNull();
      assertThat(mapping.owasp().event()).isEqualTo(row.text("owasp_event"));
      assertThat(String.join(";", mapping.ecs().category())).isEqualTo(row.text("ecs_category"));
      assertThat(mapping.ocsf().typeUid())
          .isEqualTo(row.number("ocsf_type_uid"))
          .isEqualTo(mapping.ocsf().classUid() * 100 + mapping.ocsf().activityId());
      assertThat(type.ecs()).isSameAs(mapping.ecs());
      assertThat(type.ocsf()).isSameAs(mapping.ocsf());
    }
  }

  /** Types of users are mapped by their category, as nobody knows more of them. */
  @Test
  void rowsOfTheOtherMapAreTheProductsTypesAndTheCategories() {
    List<String> names = new ArrayList<>();
    constants().values().stream()
        .filter(EventType::isReserved)
        .map(EventType::name)
        .forEach(names::add);
    Arrays.stream(Category.values()).map(Category::markerName).forEach(names::add);
    assertThat(EventMap.ownNames()).containsExactlyInAnyOrderElementsOf(names);
    EventType own =
        EventType.builder("coupon_abuse", Category.PAYMENT).severity(Severity.HIGH).build();
    assertThat(own.ocsf().classUid()).isZero();
    assertThat(own.ocsf().severityId()).isEqualTo(4);
    assertThat(own.ecs().category()).containsExactly("api");
    assertThat(own.ecs().outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(EventType.ALERT.ocsf().typeUid()).isEqualTo(200_401);
  }

  @ParameterizedTest
  @CsvSource({
    "auth_success,              info,     true",
    "auth_failure,              low,      false",
    "authorization_failure,     medium,   false",
    "security_configuration_change, high, true",
    "sql_injection_attempt,     critical, false",
    "threat_detected,           critical, false",
    "file_upload_attempt,       info,     true",
    "suspicious,                medium,   false",
    "alert,                     high,     false",
    "audit_dropped,             critical, false",
    "audit_recovered,           medium,   true",
    "audit_started,             info,     true",
  })
  void severityAndSuccessHaveTheirDefaults(String name, String severity, boolean success) {
    EventType type = EventTypes.builtIn().require(name);
    assertThat(type.severity().text()).isEqualTo(severity);
    assertThat(type.success()).isEqualTo(success);
  }

  @Test
  void unknownOutcomeCountsAsNoSuccessButForAnUploadAttempt() {
    assertThat(EventTypes.builtIn().all())
        .filteredOn(type -> type.outcome() == Outcome.UNKNOWN && type.success())
        .containsExactly(EventType.FILE_UPLOAD_ATTEMPT);
  }

  @Test
  void fourTypesAreOtherNamesOfTypes() {
    Map<EventType, EventType> aliases =
        EventTypes.builtIn().all().stream()
            .filter(type -> !type.equals(type.canonical()))
            .collect(Collectors.toMap(type -> type, EventType::canonical));
    assertThat(aliases)
        .containsOnly(
            Map.entry(EventType.LOGOUT, EventType.AUTH_LOGOUT),
            Map.entry(EventType.LOCKOUT, EventType.AUTH_ACCOUNT_LOCKED),
            Map.entry(EventType.RATE_LIMIT, EventType.RATE_LIMITING_TRIGGER),
            Map.entry(EventType.SUSPICIOUS, EventType.SUSPICIOUS_ACTIVITY));
  }

  @Test
  void exactlyTheProductsOwnTypesAreReserved() {
    assertThat(EventTypes.builtIn().all())
        .allSatisfy(
            type ->
                assertThat(type.isReserved())
                    .isEqualTo(EventType.isReservedName(type.name()))
                    .isEqualTo(type.origin() == EventType.Origin.PRODUCT));
    assertThat(EventTypes.builtIn().all()).filteredOn(EventType::isReserved).hasSize(23);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit_x", "AUDIT_X", "alert", "alertness", "client_1", "Case_x"})
  void namesOfTheProductAreReservedInAnyCase(String name) {
    assertThat(EventType.isReservedName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "auditor", "client", "my_alert", "cases", ""})
  void otherNamesAreFree(String name) {
    assertThat(EventType.isReservedName(name)).isFalse();
  }

  @Test
  void typesOfOnesOwnHaveDefaults() {
    EventType type = EventType.builder("coupon_abuse", Category.PAYMENT).build();
    assertThat(type.markerName()).isEqualTo("COUPON_ABUSE");
    assertThat(type.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(type.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(type.success()).isFalse();
    assertThat(type.otelSeverityNumber()).isEqualTo(13);
    assertThat(type.complianceTags()).isEmpty();
    assertThat(type.origin()).isEqualTo(EventType.Origin.USER);
    assertThat(type.mapping()).isNull();
    assertThat(type.canonical()).isSameAs(type);
  }

  @Test
  void equalDefinitionsAreEqualTypes() {
    EventType.Builder first = EventType.builder("own", Category.DATA).complianceTag("a");
    EventType.Builder second = EventType.builder("own", Category.DATA).complianceTag("a");
    assertThat(first.build()).isEqualTo(second.build()).hasSameHashCodeAs(second.build());
    assertThat(first.build()).isNotEqualTo(second.severity(Severity.LOW).build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''        | event type \"\": use a lower-case letter, then lower-case letters, digits and _,"
            + " at most 64 characters",
        "Own       | event type \"Own\": use a lower-case letter, then lower-case letters, digits and"
            + " _, at most 64 characters",
        "1own      | event type \"1own\": use a lower-case letter, then lower-case letters, digits"
            + " and _, at most 64 characters",
        "alert_me  | event type \"alert_me\": names with audit_, alert, client_ and case_ are the"
            + " product's own; put a prefix of yours before it, as in shop_alert_me",
        "security  | event type \"security\": a category's marker has this name; use another, as in"
            + " security_event",
        "data      | event type \"data\": a category's marker has this name; use another, as in"
            + " data_event",
      })
  void badNamesAreRefused(String name, String message) {
    assertThatThrownBy(() -> EventType.builder(name, Category.DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Map<String, EventType> constants() {
    return Arrays.stream(EventType.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getType() == EventType.class)
        .collect(
            Collectors.toMap(
                field -> field.getName(),
                field -> {
                  try {
                    return (EventType) field.get(null);
                  } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                  }
                },
                (one, other) -> one,
                LinkedHashMap::new));
  }
}
