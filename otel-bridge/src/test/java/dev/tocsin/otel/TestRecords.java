package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventView;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Clock;
import java.util.List;

/** Records as a bridge makes them, for tests in other packages. */
public final class TestRecords {
  private static final LogRecords RECORDS =
      new LogRecords(
          Resource.create(
              Attributes.builder()
                  .put("service.name", "shop")
                  .put("service.instance.id", "0123")
                  .build()),
          InstrumentationScopeInfo.create("dev.tocsin"),
          FieldChoice.DEFAULT);

  private TestRecords() {}

  /** The record of an event. */
  public static LogRecordData of(EventView event, long seq) {
    return RECORDS.of(event, seq);
  }

  /** Has a receiver of OTLP over HTTP take them. */
  public static void send(String endpoint, List<LogRecordData> records) throws Exception {
    try (OtlpTransport transport =
        new OtlpTransport(
            OtlpSettings.builder(name -> null).endpoint(endpoint).build(), Clock.systemUTC())) {
      Answer answer = transport.send(records);
      assertThat(answer.kind()).as(answer.reason()).isEqualTo(Answer.Kind.TAKEN);
    }
  }
}
