package dev.tocsin.otel;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** A receiver that answers as a test says, and keeps what it has taken. */
final class ScriptedTransport implements Transport {
  private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
  private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
  private volatile Function<List<LogRecordData>, Answer> script = batch -> Answer.taken();

  void answer(Function<List<LogRecordData>, Answer> newScript) {
    script = newScript;
  }

  @Override
  public Answer send(Collection<LogRecordData> batch) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    List<LogRecordData> records = List.copyOf(batch);
    List<String> ids = records.stream().map(ScriptedTransport::id).toList();
    batches.add(ids);
    Answer answer = script.apply(records);
    if (answer.kind() == Answer.Kind.TAKEN) {
      taken.addAll(ids);
    }
    return answer;
  }

  static String id(LogRecordData record) {
    return Objects.requireNonNull(record.getAttributes().get(LogRecords.UID));
  }

  /** The ids of records it has taken, checkpoints included, in order. */
  List<String> taken() {
    synchronized (taken) {
      return List.copyOf(taken);
    }
  }

  /** Those of events. */
  List<String> events() {
    return taken().stream().filter(id -> !id.contains(":")).toList();
  }

  /** What was sent, refused or not. */
  List<List<String>> batches() {
    synchronized (batches) {
      return List.copyOf(batches);
    }
  }

  @Override
  public void close() {}
}
