package dev.tocsin.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Those who judge documents find what is wrong with one, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemasTest {
  private static final JsonMapper JSON = new JsonMapper();

  private OcsfSchema ocsf;
  private EcsSchema ecs;

  @BeforeAll
  void readSchemas() throws IOException {
    ocsf = OcsfSchema.require();
    ecs = EcsSchema.require();
  }

  private static ObjectNode encoded(EventEncoder encoder, EventType type) throws IOException {
    ByteSink sink = new ByteSink();
    encoder.encode(VocabularyEvents.full(type), sink);
    return (ObjectNode) JSON.readTree(new String(sink.array(), 0, sink.length(), UTF_8));
  }

  private static Arguments broken(EventType type, Consumer<ObjectNode> change, String problem) {
    return Arguments.of(type, change, problem);
  }

  private static ObjectNode at(ObjectNode document, String pointer) {
    return (ObjectNode) document.at(pointer);
  }

  static Stream<Arguments> brokenOcsf() {
    EventType login = EventType.AUTH_FAILURE;
    EventType api = EventType.API_ACCESS;
    return Stream.of(
        broken(login, d -> d.put("class_uid", 3099), "class_uid 3099: no such class"),
        broken(login, d -> d.put("category_uid", 4), "category_uid 4: not that of class 3002"),
        broken(
            login,
            d -> d.put("type_uid", 300202),
            "type_uid 300202: not that of class and activity"),
        broken(
            login,
            d -> d.put("activity_id", 12).put("type_uid", 300212).remove("type_name"),
            "activity_id 12: not in its enumeration"),
        broken(
            login,
            d -> d.put("activity_name", "Logoff"),
            "activity_id: activity_name \"Logoff\" is no \"Logon\""),
        broken(login, d -> d.put("class_name", "x"), "class_name \"x\": is Authentication"),
        broken(
            login,
            d -> d.put("category_name", "x"),
            "category_name \"x\": is Identity & Access Management"),
        broken(login, d -> d.remove("time"), "time: required by authentication"),
        broken(login, d -> d.remove("user"), "user: required by authentication"),
        broken(login, d -> d.put("nonsense", 1), "nonsense: no attribute of authentication"),
        broken(login, d -> d.remove("service"), ": at_least_one of [\"service\",\"dst_endpoint\"]"),
        broken(login, d -> d.put("severity_id", 7), "severity_id 7: not in its enumeration"),
        broken(
            login,
            d -> d.put("severity", "Fatal"),
            "severity_id: severity \"Fatal\" is no \"Low\""),
        broken(login, d -> d.put("time", "now"), "time \"now\": no timestamp_t"),
        broken(login, d -> d.put("message", 1), "message 1: no string_t"),
        broken(login, d -> d.put("is_mfa", "yes"), "is_mfa \"yes\": no boolean_t"),
        broken(login, d -> d.putArray("message").add("x"), "message [\"x\"]: a list"),
        broken(login, d -> d.put("unmapped", "x"), "unmapped \"x\": no object"),
        broken(login, d -> d.put("user", "x"), "user \"x\": no object"),
        broken(login, d -> d.putObject("attacks"), "attacks {}: no list"),
        broken(
            login,
            d -> ((ArrayNode) d.get("attacks")).addObject(),
            "attacks.: at_least_one of [\"tactic\",\"technique\",\"sub_technique\"]"),
        broken(
            login,
            d -> at(d, "/metadata").remove("product"),
            "metadata.product: required by metadata"),
        broken(
            login,
            d -> at(d, "/metadata").put("version", "1.7.0"),
            "metadata.version \"1.7.0\": not 1.8.0"),
        broken(
            login,
            d -> ((ArrayNode) d.at("/metadata/profiles")).add("trace"),
            "metadata.profiles \"trace\": class 3002 has no such profile"),
        broken(
            login,
            d -> ((ArrayNode) d.at("/metadata/profiles")).add("osint"),
            "osint: required by authentication"),
        broken(
            login,
            d -> at(d, "/src_endpoint").put("ip", "2001::xyz"),
            "src_endpoint.ip \"2001::xyz\": not of the form of ip_t"),
        broken(
            login,
            d -> at(d, "/src_endpoint").put("port", 65_536),
            "src_endpoint.port 65536: out of the range of port_t"),
        broken(login, d -> at(d, "/user").put("age", 1), "user.age: no attribute of user"),
        broken(
            login,
            d -> d.putObject("user"),
            "user.: at_least_one of [\"account\",\"name\",\"uid\"]"),
        broken(api, d -> at(d, "/api").remove("operation"), "api.operation: required by api"),
        broken(
            api,
            d -> at(d, "/http_request").put("http_method", "PROPFIND"),
            "http_request.http_method \"PROPFIND\": not in its enumeration"),
        broken(
            EventType.SQL_INJECTION_ATTEMPT,
            d -> at(d, "/metadata").putArray("profiles").add("security_control"),
            "actor: no attribute of http_activity"),
        broken(
            EventType.ADMIN_ACCESS,
            d -> d.putObject("group").put("name", "x"),
            ": just_one of [\"privileges\",\"group\"]"),
        broken(EventType.ALERT, d -> d.put("status_id", 7), "status_id 7: not in its enumeration"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("brokenOcsf")
  void brokenEventOfOcsfIsFound(EventType type, Consumer<ObjectNode> change, String problem)
      throws IOException {
    ObjectNode document = encoded(new OcsfEncoder(Limits.DEFAULT), type);
    assertThat(ocsf.problems(document)).isEmpty();
    change.accept(document);
    assertThat(ocsf.problems(document)).containsExactly(problem);
  }

  @Test
  void withoutTheProfileItsAttributesAreUnknown() throws IOException {
    ObjectNode document = encoded(new OcsfEncoder(Limits.DEFAULT), EventType.API_ACCESS_DENIED);
    at(document, "/metadata").remove("profiles");
    assertThat(ocsf.problems(document))
        .contains("action_id: no attribute of api_activity")
        .hasSize(5);
  }

  static Stream<Arguments> brokenEcs() {
    return Stream.of(
        change(d -> d.put("ecs.version", "8.0.0"), "ecs.version \"8.0.0\": not 9.4.0"),
        change(d -> d.put("event.colour", "x"), "event.colour: no field of ECS"),
        change(d -> d.put("details", "x"), "details: no field of ECS"),
        change(d -> d.put("event.severity", "x"), "event.severity \"x\": no long"),
        change(d -> d.put("event.risk_score", "x"), "event.risk_score \"x\": no float"),
        change(d -> d.put("user.id", 5), "user.id 5: no keyword"),
        change(d -> d.put("message", 5), "message 5: no match_only_text"),
        change(d -> d.put("client.ip", "p1:x"), "client.ip \"p1:x\": no ip"),
        change(d -> d.put("@timestamp", "today"), "@timestamp \"today\": no date"),
        change(d -> d.remove("@timestamp"), "@timestamp: not there"),
        change(d -> d.remove("event.kind"), "event.kind: not there"),
        change(d -> d.put("event.kind", "incident"), "event.kind \"incident\": not allowed"),
        change(
            d -> d.put("event.kind", "signal"),
            "event.kind: signal is not for those who write events"),
        change(d -> d.put("event.outcome", "maybe"), "event.outcome \"maybe\": not allowed"),
        change(d -> d.putArray("user.id").add("x"), "user.id [\"x\"]: a list"),
        change(d -> d.put("tags", "x"), "tags \"x\": no list"),
        change(
            d -> d.putArray("event.type").add("start").add("denied"),
            "event.type \"denied\": no category expects it"),
        change(
            d -> d.putArray("event.category").add("authentication").add("web"),
            "event.type [\"start\"]: none that \"web\" expects"));
  }

  private static Arguments change(Consumer<ObjectNode> change, String problem) {
    return Arguments.of(change, problem);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("brokenEcs")
  void brokenDocumentOfEcsIsFound(Consumer<ObjectNode> change, String problem) throws IOException {
    ObjectNode document = encoded(new EcsEncoder(Limits.DEFAULT), EventType.AUTH_SUCCESS);
    assertThat(ecs.problems((JsonNode) document)).isEmpty();
    change.accept(document);
    assertThat(ecs.problems(document)).containsExactly(problem);
  }
}
