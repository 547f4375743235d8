package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.event.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a team has already: markers, map messages, structured data, throwables. */
class WaysInTest {
  @TempDir private Path folder;

  private LogSetup audit() {
    return LogSetup.audit(folder, "", "");
  }

  @Test
  void aMapMessageFillsFieldsByBothNamesAndTheRestAreDetails() {
    try (LogSetup log = audit()) {
      log.logger()
          .warn(
              Markers.AUTH_FAILURE,
              new StringMapMessage()
                  .with("user_id", "u1")
                  .with("client.address", "203.0.113.7")
                  .with("message", "wrong password")
                  .with("severity", "high")
                  .with("response_status", "401")
                  .with("attempt", "3")
                  .with("risk_score", "0.0")
                  .with("seq", "99"));
      SecurityEvent event = log.lastEvent();
      assertThat(event.userId()).isEqualTo("u1");
      assertThat(event.ipAddress()).isEqualTo("203.0.113.7");
      assertThat(event.message()).isEqualTo("wrong password");
      assertThat(event.severity()).isEqualTo(Severity.HIGH);
      assertThat(event.responseStatus()).isEqualTo(401);
      assertThat(event.seq()).isEqualTo(LogSetup.AT_START + 1);
      assertThat(event.riskTenths()).as("computed, whatever the map says").isEqualTo(100);
      assertThat(event.details())
          .containsOnly(entry("attempt", "3"), entry("risk_score", "0.0"), entry("seq", "99"));
    }
  }

  @Test
  void aMapMessageMayNameItsTypeInsteadOfAMarker() {
    try (LogSetup log = audit()) {
      log.logger()
          .error(new StringMapMessage().with("event_type", "PIN_FAILED").with("user_id", "5"));
      log.logger().error(new StringMapMessage().with("event_type", "audit_dropped"));
      log.logger().error(new StringMapMessage().with("event_type", "lunch"));
      assertThat(log.events()).extracting(e -> e.type().name()).containsExactly("pin_failed");
    }
  }

  @Test
  void structuredDataIsAnEventByItsType() {
    try (LogSetup log = audit()) {
      StructuredDataMessage message =
          new StructuredDataMessage("tx@18060", "exported 42", "data_export");
      message.put("user_id", "u1");
      message.put("rows", "1000");
      log.logger().error(message);
      SecurityEvent event = log.lastEvent();
      assertThat(event.type()).isEqualTo(EventType.DATA_EXPORT);
      assertThat(event.message()).isEqualTo("exported 42");
      assertThat(event.userId()).isEqualTo("u1");
      assertThat(event.details())
          .containsOnly(entry("rows", "1000"), entry("structured_data_id", "tx@18060"));
    }
  }

  @Test
  void structuredDataWithAMarkerIsWhatTheMarkerSays() {
    try (LogSetup log = audit()) {
      log.logger()
          .error(Markers.AUTH_SUCCESS, new StructuredDataMessage("a@1", "text", "transfer"));
      assertThat(log.lastEvent().type()).isEqualTo(EventType.AUTH_SUCCESS);
    }
  }

  @Test
  void otherMessagesGiveTheirText() {
    try (LogSetup log = audit()) {
      log.logger().error(Markers.AUTH_FAILURE, new ObjectMessage(Map.of("a", 1)));
      assertThat(log.lastEvent().message()).isEqualTo("{a=1}");
    }
  }

  @Test
  void aThrowableBecomesDetails() {
    try (LogSetup log = audit()) {
      log.logger().error(Markers.AUTH_FAILURE, "failed", new IllegalStateException("locked"));
      assertThat(log.lastEvent().details())
          .containsOnly(
              entry("exception", "java.lang.IllegalStateException"),
              entry("exception_message", "locked"));
    }
  }

  @Test
  void slf4jMarkersOfTheSameNamesMeanTheSame() {
    try (LogSetup log = audit()) {
      org.slf4j.Logger slf4j =
          new org.apache.logging.slf4j.Log4jLogger(
              new org.apache.logging.slf4j.Log4jMarkerFactory(), log.logger(), "slf4j");
      org.slf4j.Marker marker =
          new org.apache.logging.slf4j.Log4jMarkerFactory().getMarker("ADMIN_ACTION");
      slf4j.info(marker, "deleted {}", "u7");
      assertThat(log.lastEvent().type()).isEqualTo(EventType.ADMIN_ACTION);
      assertThat(log.lastEvent().message()).isEqualTo("deleted u7");
    }
  }

  @Test
  void aTypeIsFoundByItsMarkersNameWhenTheParentsWereCleared() {
    Marker orphan = new MarkerManager.Log4jMarker("XSS_ATTEMPT");
    try (LogSetup log = audit()) {
      log.logger().info(orphan, "seen");
      assertThat(log.events()).hasSize(1);
      assertThat(log.lastEvent().type()).isEqualTo(EventType.XSS_ATTEMPT);
    }
  }

  @Test
  void ofTwoTypedMarkersTheMoreSpecificWins() {
    Marker own = new MarkerManager.Log4jMarker("VPN_LOGIN");
    own.setParents(
        new MarkerManager.Log4jMarker("NETWORK").setParents(Markers.API_ACCESS),
        Markers.AUTH_SUCCESS);
    try (LogSetup log = audit()) {
      log.logger().info(own, "signed in");
      assertThat(log.lastEvent().type())
          .as("a parent is nearer than a grandparent")
          .isEqualTo(EventType.AUTH_SUCCESS);
    }
  }

  @Test
  void anUnregisteredMarkerTakesItsCategoryFromItsParent() {
    Marker own = new MarkerManager.Log4jMarker("LDAP_INJECTION").setParents(Markers.ATTACK);
    try (LogSetup log = audit()) {
      log.logger().info(own, "seen");
      EventType type = new TypeResolver(dev.tocsin.event.EventTypes.builtIn()).typeOf(own);
      assertThat(type).isNotNull();
      assertThat(type.category()).isEqualTo(Category.ATTACK);
      assertThat(log.lastEvent().type().name()).isEqualTo("ldap_injection");
    }
  }

  @Test
  void aMarkerThatIsItsOwnAncestorEndsNoLoop() {
    Marker a = new MarkerManager.Log4jMarker("LOOP_A");
    Marker b = new MarkerManager.Log4jMarker("LOOP_B").setParents(a);
    a.setParents(b);
    try (LogSetup log = audit()) {
      TypeResolver types = new TypeResolver(dev.tocsin.event.EventTypes.builtIn());
      assertThat(types.typeOf(a)).isNull();
      assertThat(log.events()).isEqualTo(List.of());
    }
  }
}
