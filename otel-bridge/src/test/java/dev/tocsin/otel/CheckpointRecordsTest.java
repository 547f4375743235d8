package dev.tocsin.otel;

import static dev.tocsin.otel.SampleEvents.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.JournalRecord;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import org.junit.jupiter.api.Test;

class CheckpointRecordsTest {
  private static final String CHECKPOINT =
      "{\"record\":\"checkpoint\",\"journal\":\"00112233445566778899aabbccddeeff\",\"line\":17,"
          + "\"last_seq\":12,\"head\":\""
          + "ab".repeat(32)
          + "\",\"epoch\":0,\"time\":\"2026-11-28T10:00:00.000123Z\",\"tag\":\""
          + "A".repeat(22)
          + "\"}";

  private final LogRecords records = records();

  @Test
  void checkpointIsTheLineItself() throws Exception {
    LogRecordData record = records.ofCheckpoint(CHECKPOINT, JournalRecord.parse(CHECKPOINT));
    OtlpWire.Arrived arrived = OtlpWire.through(record, MemoryMode.REUSABLE_DATA);
    long nanos = Timestamps.parse("2026-11-28T10:00:00.000123Z") * 1_000;
    assertThat(arrived.eventName()).isEqualTo("tocsin.checkpoint");
    assertThat(arrived.body()).isEqualTo(CHECKPOINT);
    assertThat(arrived.time()).isEqualTo(nanos);
    assertThat(arrived.observed()).isEqualTo(nanos);
    assertThat(arrived.severityNumber()).isEqualTo(9);
    assertThat(arrived.severityText()).isEqualTo("info");
    assertThat(arrived.attributes())
        .containsOnly(
            entry("log.record.uid", "00112233445566778899aabbccddeeff:17"),
            entry("tocsin.journal.id", "00112233445566778899aabbccddeeff"),
            entry("tocsin.checkpoint.line", 17L),
            entry("tocsin.checkpoint.seq", 12L));
    assertThat(record)
        .isEqualTo(records.ofCheckpoint(CHECKPOINT, JournalRecord.parse(CHECKPOINT)))
        .hasToString("tocsin.checkpoint 00112233445566778899aabbccddeeff:17");
  }

  @Test
  void otherLinesOfTheJournalDoNotLeave() throws Exception {
    String open =
        "{\"record\":\"open\",\"writer\":\"shop\",\"line\":2,\"next_seq\":1,"
            + "\"time\":\"2026-11-28T10:00:00.000000Z\"}";
    JournalRecord record = JournalRecord.parse(open);
    assertThatThrownBy(() -> records.ofCheckpoint(open, record))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("record \"open\": only checkpoints leave the host");
  }
}
