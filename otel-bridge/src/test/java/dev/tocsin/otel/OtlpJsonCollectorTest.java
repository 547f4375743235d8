package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.OtlpJsonEncoder;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A line of {@link OtlpJsonEncoder} is a request that OpenTelemetry's real collector takes whole.
 */
@Timeout(120)
class OtlpJsonCollectorTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  @Test
  void collectorTakesEveryLineAndHasTheSameRecord() throws Exception {
    Path out = folder.resolve("out.jsonl");
    try (RealCollector collector = RealCollector.start(out)) {
      HttpClient client = HttpClient.newHttpClient();
      URI logs = URI.create(collector.http() + "/v1/logs");
      for (EventType type : EventTypes.builtIn().all()) {
        EventDraft draft = SampleEvents.full().setType(type);
        draft.putDetail("a\"\n\u2028", List.of("x", 1, true, Map.of("k", 2.5)));
        draft.set(EventField.USER_NAME, "zoë 用户 😀 \u202e${jndi:ldap://x}");
        ByteSink sink = new ByteSink();
        new OtlpJsonEncoder().encode(draft, sink);
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(logs)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(sink.toByteArray()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("rejected");
        List<String> arrived = Files.readAllLines(out);
        assertSameRecord(
            JSON.readTree(new String(sink.array(), 0, sink.length(), UTF_8)),
            JSON.readTree(arrived.get(arrived.size() - 1)));
      }
    }
  }

  private static void assertSameRecord(JsonNode sent, JsonNode arrived) {
    assertThat(OtlpJsonTest.attributes(arrived.at("/resourceLogs/0/resource")))
        .isEqualTo(OtlpJsonTest.attributes(sent.at("/resourceLogs/0/resource")));
    JsonNode before = sent.at("/resourceLogs/0/scopeLogs/0/logRecords/0");
    JsonNode after = arrived.at("/resourceLogs/0/scopeLogs/0/logRecords/0");
    for (String name :
        List.of(
            "timeUnixNano",
            "observedTimeUnixNano",
            "severityNumber",
            "severityText",
            "eventName",
            "body",
            "traceId",
            "spanId")) {
      assertThat(after.get(name)).as(name).isEqualTo(before.get(name));
    }
    assertThat(OtlpJsonTest.attributes(after)).isEqualTo(OtlpJsonTest.attributes(before));
  }
}
