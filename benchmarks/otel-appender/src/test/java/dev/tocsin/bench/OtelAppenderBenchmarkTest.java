package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OtelAppenderBenchmarkTest {

  /** Keeps what it sees. */
  private static final class Seen implements LogRecordProcessor {
    final List<LogRecordData> records = new ArrayList<>();

    @Override
    public void onEmit(Context context, ReadWriteLogRecord logRecord) {
      records.add(logRecord.toLogRecordData());
    }
  }

  @Test
  void theProcessorSeesARecordWithThe14Fields() throws IOException {
    Seen seen = new Seen();
    OtelAppenderBenchmark.AppenderAndSdk appender = new OtelAppenderBenchmark.AppenderAndSdk(seen);
    appender.open();
    appender.log("10.200.0.1");
    appender.close();

    assertThat(seen.records).hasSize(1);
    LogRecordData logged = seen.records.get(0);
    Map<String, String> fields = new TreeMap<>();
    logged.getAttributes().forEach((key, value) -> fields.put(key.getKey(), value.toString()));
    assertThat(logged.getBodyValue()).isNotNull();
    assertThat(logged.getBodyValue().asString()).isEqualTo(SignIn.MESSAGE);
    assertThat(fields)
        .containsEntry("log4j.map_message.event_type", "auth_failure")
        .containsEntry("log4j.map_message.ip_address", "10.200.0.1")
        .containsEntry("log4j.map_message.user_agent", SignIn.AGENT)
        .containsEntry("log4j.map_message.attempt", "3")
        .hasSize(13);
  }
}
