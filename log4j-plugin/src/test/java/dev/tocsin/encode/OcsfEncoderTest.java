package dev.tocsin.encode;

import static dev.tocsin.encode.VocabularyEvents.bare;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.event.Category;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Status;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcsfEncoderTest {
  private final OcsfEncoder encoder = new OcsfEncoder(Limits.DEFAULT);

  private JsonNode encoded(EventView event) throws IOException {
    ByteSink sink = new ByteSink();
    encoder.encode(event, sink);
    return new JsonMapper().readTree(new String(sink.array(), 0, sink.length(), UTF_8));
  }

  private static EventDraft with(EventType type, EventField field, String value) {
    EventDraft draft = bare(type);
    draft.set(field, value);
    return draft;
  }

  @ParameterizedTest
  @CsvSource({
    "api_access,POST,600301", "api_access,GET,600302", "api_access,HEAD,600302",
    "api_access,PUT,600303", "api_access,PATCH,600303", "api_access,DELETE,600304",
    "api_access,OPTIONS,600300", "api_access,PROPFIND,600300", "xss_attempt,CONNECT,400201",
    "xss_attempt,DELETE,400202", "xss_attempt,GET,400203", "xss_attempt,HEAD,400204",
    "xss_attempt,OPTIONS,400205", "xss_attempt,POST,400206", "xss_attempt,PUT,400207",
    "xss_attempt,TRACE,400208", "xss_attempt,PATCH,400209", "xss_attempt,get,400200",
    "payment_processing,GET,600301", "auth_failure,POST,300201"
  })
  void activityFollowsTheMethodWhereTheMapSaysSo(String type, String method, int typeUid)
      throws IOException {
    EventType known = EventTypes.builtIn().require(type);
    assertThat(encoded(with(known, EventField.REQUEST_METHOD, method)).get("type_uid").intValue())
        .isEqualTo(typeUid);
  }

  @Test
  void methodThatIsNoneOfTheSchemasIsKept() throws IOException {
    JsonNode document = encoded(with(EventType.API_ACCESS, EventField.REQUEST_METHOD, "PROPFIND"));
    assertThat(document.at("/unmapped/request_method").asText()).isEqualTo("PROPFIND");
    assertThat(document.at("/api/operation").asText()).isEqualTo("PROPFIND");
  }

  @Test
  void whatWasToBeDeniedAndWentThroughWasAllowed() throws IOException {
    EventDraft attack = bare(EventType.SQL_INJECTION_ATTEMPT);
    assertThat(encoded(attack).get("disposition_id").intValue()).isEqualTo(2);
    JsonNode through = encoded(attack.setSuccess(true));
    assertThat(through.get("action_id").intValue()).isEqualTo(1);
    assertThat(through.get("disposition_id").intValue()).isEqualTo(1);
    assertThat(through.get("status_id").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "DETECTED,1,1",
    "INVESTIGATING,2,2",
    "CONTAINED,2,2",
    "ESCALATED,2,2",
    "RESOLVED,4,4",
    "FALSE_POSITIVE,3,5"
  })
  void findingIsAsFarAsItsStatus(Status status, int finding, int incident) throws IOException {
    assertThat(
            encoded(bare(EventType.THREAT_DETECTED).setStatus(status)).get("status_id").intValue())
        .isEqualTo(finding);
    assertThat(
            encoded(bare(EventType.INCIDENT_REPORTED).setStatus(status))
                .get("status_id")
                .intValue())
        .isEqualTo(incident);
    // Of the product's own events it is what they changed, and not their own "detected".
    EventDraft ofCase = bare(EventType.CASE_STATUS).setStatus(Status.DETECTED);
    JsonNode changed = encoded(ofCase.addChange("status", "detected", status.text()));
    assertThat(changed.get("status_id").intValue()).isEqualTo(incident);
    boolean over = status == Status.RESOLVED || status == Status.FALSE_POSITIVE;
    assertThat(changed.get("activity_id").intValue()).isEqualTo(over ? 3 : 2);
  }

  @Test
  void whatFollowsAnAlertIsOfTheSameFinding() throws IOException {
    for (EventType type : List.of(EventType.ALERT, EventType.ALERT_RESOLVED)) {
      EventDraft draft =
          bare(type).putDetail("alert_id", "a-1").putDetail("title", "T").putDetail("rule", "r");
      JsonNode finding = encoded(draft).get("finding_info");
      assertThat(finding.toString())
          .isEqualTo(
              "{\"uid\":\"a-1\",\"title\":\"T\",\"analytic\":{\"name\":\"r\",\"type_id\":1,"
                  + "\"type\":\"Rule\"}}");
    }
    EventDraft opened =
        bare(EventType.CASE_OPENED).putDetail("case_id", "c-1").addChange("assignee", null, "eve");
    assertThat(encoded(opened).at("/finding_info_list/0/uid").asText()).isEqualTo("c-1");
    assertThat(encoded(opened).at("/assignee/name").asText()).isEqualTo("eve");
    EventDraft own = bare(EventType.SUSPICIOUS_ACTIVITY).putDetail("alert_id", "forged");
    assertThat(encoded(own).at("/finding_info/uid").asText())
        .isEqualTo("01a20560-0cb3-7000-ac03-b92a5e86a18b");
  }

  @Test
  void userOfAChangeIsTheTargetIfThatIsOne() throws IOException {
    EventDraft locked = with(EventType.AUTH_ACCOUNT_LOCKED, EventField.USER_ID, "admin");
    assertThat(encoded(locked).at("/user/uid").asText()).isEqualTo("admin");
    locked.set(EventField.TARGET_TYPE, "user");
    locked.set(EventField.TARGET_ID, "ada");
    assertThat(encoded(locked).at("/user/uid").asText()).isEqualTo("ada");
    assertThat(encoded(locked).at("/actor/user/uid").asText()).isEqualTo("admin");
    assertThat(encoded(bare(EventType.AUTH_FAILURE)).at("/user/name").asText())
        .isEqualTo("unknown");
  }

  @Test
  void privilegesAreWhatTheDetailsNameElseTheTarget() throws IOException {
    EventDraft draft = bare(EventType.ADMIN_ESCALATION);
    assertThat(encoded(draft).get("privileges").toString()).isEqualTo("[\"unknown\"]");
    draft.set(EventField.TARGET_ID, "vault");
    assertThat(encoded(draft).get("privileges").toString()).isEqualTo("[\"vault\"]");
    draft.putDetail("role", "root");
    assertThat(encoded(draft).get("privileges").toString()).isEqualTo("[\"root\"]");
    draft.putDetail("privileges", List.of("read", "write"));
    assertThat(encoded(draft).get("privileges").toString()).isEqualTo("[\"read\",\"write\"]");
  }

  @Test
  void fileHasTheNameThatTheDetailsTell() throws IOException {
    EventDraft draft = with(EventType.FILE_UPLOAD_REJECTED, EventField.REQUEST_URL, "/up?x");
    assertThat(encoded(draft).at("/file/name").asText()).isEqualTo("/up");
    draft.putDetail("filename", "a.exe");
    assertThat(encoded(draft).at("/file/name").asText()).isEqualTo("a.exe");
  }

  @Test
  void blockedClientIsTheEntity() throws IOException {
    JsonNode document = encoded(with(EventType.CLIENT_BLOCKED, EventField.IP_ADDRESS, "192.0.2.1"));
    assertThat(document.get("entity").toString())
        .isEqualTo("{\"uid\":\"192.0.2.1\",\"type\":\"client\"}");
    assertThat(document.get("type_name").asText()).isEqualTo("Entity Management: Suspend");
  }

  @Test
  void typeOfAUserIsABaseEventOfItsOwnName() throws IOException {
    EventType own = EventType.builder("coupon_abuse", Category.PAYMENT).build();
    JsonNode document = encoded(with(own, EventField.IP_ADDRESS, "192.0.2.1"));
    assertThat(document.get("class_uid").intValue()).isZero();
    assertThat(document.get("activity_name").asText()).isEqualTo("coupon_abuse");
    assertThat(document.at("/metadata/event_code").asText()).isEqualTo("coupon_abuse");
    assertThat(document.at("/unmapped/ip_address").asText()).isEqualTo("192.0.2.1");
  }
}
