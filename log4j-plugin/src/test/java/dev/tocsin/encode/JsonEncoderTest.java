package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.Timestamps;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonEncoderTest {
  private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);

  @Test
  void writesEveryFieldInItsPlace() {
    EventDraft draft = draft(EventType.AUTH_FAILURE);
    draft.setId(0x019aa9d000007000L, 0x8000000000000001L);
    draft.setLoggedAtMicros(Timestamps.parse("2026-11-22T00:00:03Z"));
    for (EventField field : EventField.all()) {
      if (field.kind() == EventField.Kind.TEXT && draft.get(field) == null) {
        draft.set(field, field == EventField.IP_ADDRESS ? "203.0.113.7" : field.jsonName());
      }
    }
    draft.setServiceId(17L);
    draft.setActorType(ActorType.SERVICE).setIpProvenance(Provenance.PEER);
    draft.addChange("role", "clerk", null).addIndicator("bad agent").addComplianceTag("own");
    draft.putRequestHeader("Host", "shop").setResponseStatus(401).setRiskTenths(15);
    draft.putDetail("tries", 3).setSeq(12).setOriginalSize(99_999);
    assertThat(json(draft))
        .isEqualTo(
            ("{'event_id':'019aa9d0-0000-7000-8000-000000000001','event_type':'auth_failure',"
                    + "'severity':'low','timestamp':'2026-11-22T00:00:01.000000Z',"
                    + "'logged_at':'2026-11-22T00:00:03.000000Z','success':false,"
                    + "'user_id':'user_id','user_name':'user_name','actor_type':'service',"
                    + "'tenant_id':'tenant_id','session_id':'session_id',"
                    + "'target_type':'target_type','target_id':'target_id','service_id':17,"
                    + "'changes':[{'field':'role','old':'clerk','new':null}],"
                    + "'ip_address':'203.0.113.7','ip_provenance':'peer',"
                    + "'user_agent':'user_agent','request_method':'request_method',"
                    + "'request_url':'request_url','request_headers':{'Host':'shop'},"
                    + "'request_body':'request_body','response_status':401,"
                    + "'response_body':'response_body','details':{'tries':3},"
                    + "'message':'message','threat_level':'low','risk_score':1.5,"
                    + "'indicators':['bad agent'],'status':'detected','compliance_tags':"
                    + "['pci-10.2.1.4','soc2-cc6.1','iso27001-a.8.15','own'],"
                    + "'source':'source','correlation_id':'correlation_id',"
                    + "'parent_event_id':'parent_event_id','trace_id':'trace_id',"
                    + "'span_id':'span_id','is_truncated':true,'original_size':99999,"
                    + "'seq':12}")
                .replace('\'', '"'));
  }

  @Test
  void leavesOutWhatIsAbsentButNotTheSixThatPciWants() {
    assertThat(json(draft(EventType.QR_GENERATED).setComplianceTags(List.of())))
        .isEqualTo(
            ("{'event_type':'qr_generated','severity':'info','timestamp':'2026-11-22T00:00:01.000000Z',"
                    + "'success':true,'actor_type':'anonymous','target_type':'service',"
                    + "'status':'detected','source':'unknown'}")
                .replace('\'', '"'));
  }

  @Test
  void leavesOpenWhatTheJournalGoesOnWith() {
    EventDraft draft = draft(EventType.LOGOUT).setSeq(9);
    ByteSink sink = new ByteSink(0);
    encoder.encodeOpen(draft, sink);
    String open = text(sink);
    assertThat(open).startsWith("{\"event_type\":\"logout\"").endsWith("\"source\":\"unknown\"");
    assertThat(json(draft)).isEqualTo(open + ",\"seq\":9}");
  }

  @Test
  void appendsToWhatTheSinkHolds() {
    ByteSink sink = new ByteSink();
    sink.putAscii("before");
    encoder.encode(draft(EventType.LOGOUT), sink);
    assertThat(text(sink)).startsWith("before{\"event_type\"");
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example/cart/7?coupon=1#top, /cart/7",
    "/cart/7?next=http://a/b,                  /cart/7",
    "https://shop.example/,                    /",
    "cart,                                     cart",
    "/a://b,                                   /a://b",
  })
  void takesTheRequestsPathAsTargetWhereNoneIsTold(String url, String path) {
    EventDraft draft = draft(EventType.API_ACCESS);
    draft.set(EventField.REQUEST_URL, url);
    assertThat(json(draft)).contains("\"target_type\":\"request\",\"target_id\":\"" + path + "\",");
  }

  @ParameterizedTest
  @CsvSource({"https://shop.example", "https://shop.example?q=1", "?q=1"})
  void namesNoTargetWhereTheUrlHasNoPath(String url) {
    EventDraft draft = draft(EventType.API_ACCESS);
    draft.set(EventField.REQUEST_URL, url);
    assertThat(json(draft)).contains("\"target_type\":\"request\"").doesNotContain("target_id");
  }

  @Test
  void namesTheActorByWhatIsKnown() {
    EventDraft named = draft(EventType.LOGOUT);
    named.set(EventField.USER_NAME, "ann");
    assertThat(json(named)).contains("\"actor_type\":\"user\"");
    assertThat(json(draft(EventType.AUDIT_STARTED))).contains("\"actor_type\":\"system\"");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void writesNumbersThatReadersUnderstand(@Nullable Object value, String json) {
    assertThat(json(draft(EventType.LOGOUT).putDetail("n", value)))
        .contains("\"details\":{\"n\":" + json + "}");
    assertThat(json(draft(EventType.LOGOUT).putDetail("n", Arrays.asList(value, value))))
        .contains("\"details\":{\"n\":[" + json + "," + json + "]}");
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of(0, "0"),
        Arguments.of(-7, "-7"),
        Arguments.of(Long.MAX_VALUE, "9223372036854775807"),
        Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of((byte) -1, "-1"),
        Arguments.of(Double.NaN, "\"NaN\""),
        Arguments.of(Double.POSITIVE_INFINITY, "\"Infinity\""),
        Arguments.of(Float.NEGATIVE_INFINITY, "\"-Infinity\""),
        Arguments.of(-0.0, "-0.0"),
        Arguments.of(0.1f, "0.1"),
        Arguments.of(1e300, "1.0E300"),
        Arguments.of(new BigInteger("123"), "123"),
        Arguments.of(new BigInteger("9223372036854775808"), "\"9223372036854775808\""),
        Arguments.of(new BigDecimal("0.25"), "0.25"),
        Arguments.of(new BigDecimal("1E+400"), "\"1E+400\""),
        Arguments.of(new BigDecimal("0.1234567890123456789"), "\"0.1234567890123456789\""),
        Arguments.of(null, "null"),
        Arguments.of(true, "true"));
  }

  @ParameterizedTest
  @CsvSource({"-5, 0.0", "0, 0.0", "5, 0.5", "10, 1.0", "99, 9.9", "100, 10.0", "1000, 10.0"})
  void writesTheRiskScoreWithOneDecimal(int tenths, String score) {
    assertThat(json(draft(EventType.LOGOUT).setRiskTenths(tenths)))
        .contains("\"risk_score\":" + score + ",");
  }

  @Test
  void writesObjectsByTheirTextAndEnumsByTheirName() {
    EventDraft draft = draft(EventType.LOGOUT);
    draft.putDetail("e", Thread.State.NEW).putDetail("o", CharBuffer.wrap("x"));
    draft.putDetail("a", new int[] {1, 2}).putDetail("m", Map.of(1, List.of("z")));
    assertThat(json(draft))
        .contains("\"details\":{\"e\":\"NEW\",\"o\":\"x\",\"a\":[1,2],\"m\":{\"1\":[\"z\"]}}");
  }

  private static EventDraft draft(EventType type) {
    return new EventDraft()
        .setType(type)
        .setTimestampMicros(Timestamps.parse("2026-11-22T00:00:01Z"));
  }

  private String json(EventDraft draft) {
    ByteSink sink = new ByteSink();
    encoder.encode(draft, sink);
    return text(sink);
  }

  private static String text(ByteSink sink) {
    return new String(sink.array(), 0, sink.length(), StandardCharsets.UTF_8);
  }
}
