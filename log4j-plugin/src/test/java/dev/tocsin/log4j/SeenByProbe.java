package dev.tocsin.log4j;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.Recording;
import dev.tocsin.audit.RecordingProbe;
import dev.tocsin.event.SecurityEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A probe for tests: keeps what it sees, and has writes fail if told to. */
final class SeenByProbe implements RecordingProbe, AutoCloseable {
  final List<Recording> recorded = Collections.synchronizedList(new ArrayList<>());
  final List<String> reasons = Collections.synchronizedList(new ArrayList<>());
  volatile @Nullable String failure;
  volatile boolean hanging;

  private SeenByProbe() {}

  static SeenByProbe install() {
    SeenByProbe probe = new SeenByProbe();
    AuditRegistry.install(probe);
    return probe;
  }

  List<SecurityEvent> events() {
    return recorded.stream().map(Recording::event).toList();
  }

  @Override
  public void beforeWrite(Recording recording) throws IOException, TimeoutException {
    if (hanging) {
      throw new TimeoutException();
    }
    if (failure != null) {
      throw new IOException(failure);
    }
  }

  @Override
  public void recorded(Recording recording) {
    recorded.add(recording);
  }

  @Override
  public void notRecorded(Recording recording, String reason) {
    reasons.add(reason);
  }

  @Override
  public void close() {
    AuditRegistry.uninstall(this);
  }
}
