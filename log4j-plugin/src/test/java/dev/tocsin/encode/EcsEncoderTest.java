package dev.tocsin.encode;

import static dev.tocsin.encode.VocabularyEvents.bare;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Limits;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EcsEncoderTest {
  private final EcsEncoder encoder = new EcsEncoder(Limits.DEFAULT);

  private JsonNode encoded(EventView event) throws IOException {
    ByteSink sink = new ByteSink();
    encoder.encode(event, sink);
    return new JsonMapper().readTree(new String(sink.array(), 0, sink.length(), UTF_8));
  }

  @Test
  void outcomeIsThatOfTheCallAndUnknownWhereNobodySaid() throws IOException {
    EventDraft upload = bare(EventType.FILE_UPLOAD_ATTEMPT);
    assertThat(encoded(upload).get("event.outcome").asText()).isEqualTo("unknown");
    assertThat(encoded(upload.setSuccess(false)).get("event.outcome").asText())
        .isEqualTo("failure");
    EventDraft threat = bare(EventType.THREAT_DETECTED);
    assertThat(encoded(threat).get("event.outcome").asText()).isEqualTo("unknown");
    assertThat(encoded(threat.setSuccess(true)).get("event.outcome").asText()).isEqualTo("success");
  }

  @Test
  void whatWentThroughWasAllowed() throws IOException {
    EventDraft attack = bare(EventType.SQL_INJECTION_ATTEMPT);
    assertThat(encoded(attack).get("event.type").toString()).isEqualTo("[\"access\",\"denied\"]");
    assertThat(encoded(attack.setSuccess(true)).get("event.type").toString())
        .isEqualTo("[\"access\",\"allowed\"]");
    assertThat(encoded(bare(EventType.CLIENT_BLOCKED)).get("event.type").toString())
        .isEqualTo("[\"denied\"]");
  }

  @Test
  void eventWithoutMessageHasItsTypesName() throws IOException {
    EventDraft draft = bare(EventType.LOGOUT);
    assertThat(encoded(draft).get("message").asText()).isEqualTo("logout");
    draft.set(EventField.MESSAGE, "bye");
    assertThat(encoded(draft).get("message").asText()).isEqualTo("bye");
  }

  @Test
  void pseudonymOfAnAddressIsNoIp() throws IOException {
    EventDraft draft = bare(EventType.LOGOUT);
    draft.set(EventField.IP_ADDRESS, "203.0.113.7");
    assertThat(encoded(draft).get("client.ip").asText()).isEqualTo("203.0.113.7");
    String pseudonym = "p1:2026:abcdefghijklmnopqrstuvwxyz234567";
    assertThat(draft.setAddressPseudonym(pseudonym)).isTrue();
    JsonNode document = encoded(draft);
    assertThat(document.get("client.address").asText()).isEqualTo(pseudonym);
    assertThat(document.has("client.ip")).isFalse();
    assertThat(document.has("source.ip")).isFalse();
  }

  @Test
  void partsOfAnUrlStandApart() throws IOException {
    EventDraft draft = bare(EventType.API_ACCESS);
    draft.set(EventField.REQUEST_URL, "https://shop.example/a/b?c=d#e");
    JsonNode document = encoded(draft);
    assertThat(document.get("url.original").asText()).isEqualTo("https://shop.example/a/b?c=d#e");
    assertThat(document.get("url.path").asText()).isEqualTo("/a/b");
    assertThat(document.get("url.query").asText()).isEqualTo("c=d");
    draft.set(EventField.REQUEST_URL, "/a#e?x");
    assertThat(encoded(draft).has("url.query")).isFalse();
  }

  @Test
  void ruleIsTheProductsAndNotADetailOfTheApplication() throws IOException {
    EventDraft alert = bare(EventType.ALERT).putDetail("rule", "failed-logins");
    assertThat(encoded(alert).get("rule.name").asText()).isEqualTo("failed-logins");
    EventDraft own = bare(EventType.SUSPICIOUS).putDetail("rule", "house-rule");
    assertThat(encoded(own).has("rule.name")).isFalse();
    own.putDetail("alert_id", "01a20560-0cb3-7000-ac03-b92a5e86a18b");
    assertThat(encoded(own).get("rule.name").asText()).isEqualTo("house-rule");
  }

  @Test
  void techniqueOfAnAttackStandsWithItsParent() throws IOException {
    JsonNode document = encoded(bare(EventType.XSS_ATTEMPT));
    assertThat(document.get("threat.technique.id").get(0).asText()).isEqualTo("T1059");
    assertThat(document.get("threat.technique.subtechnique.id").get(0).asText())
        .isEqualTo("T1059.007");
    assertThat(encoded(bare(EventType.LOGOUT)).has("threat.framework")).isFalse();
  }

  @Test
  void riskHasBothScales() throws IOException {
    JsonNode document = encoded(bare(EventType.LOGOUT).setRiskTenths(75));
    assertThat(document.get("event.risk_score").doubleValue()).isEqualTo(7.5);
    assertThat(document.get("event.risk_score_norm").intValue()).isEqualTo(75);
  }
}
