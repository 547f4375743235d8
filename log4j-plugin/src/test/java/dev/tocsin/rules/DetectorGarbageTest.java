package dev.tocsin.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Events that change no alert make no garbage in the detector, however many clients it knows. */
class DetectorGarbageTest {
  private static final int CLIENTS = 20_000;
  private static final int EVENTS = 20_000;
  private static final int ROUNDS = 5;

  /** Longer than a client takes to be forgotten by the rule with the shortest window. */
  private static final long MICROS_BETWEEN_EVENTS = 600_000_000L / CLIENTS;

  private static final String[] ADDRESSES = new String[CLIENTS];

  static {
    for (int i = 0; i < CLIENTS; i++) {
      ADDRESSES[i] = ClientAddress.ofIpv4(0x0a00_0000 + i).text();
    }
  }

  private final EventDraft draft = new EventDraft();
  private final Trace trace;
  private long now = Trace.micros(0);
  private int next;

  DetectorGarbageTest() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RuleFile.class.getResourceAsStream("shipped.yaml"))) {
      trace = new Trace(new String(in.readAllBytes(), UTF_8));
    }
    draft.setType(EventType.AUTH_FAILURE);
  }

  private void offer() {
    next = (next + 6_181) % CLIENTS;
    now += MICROS_BETWEEN_EVENTS;
    draft.setId(0x019aa9d000007000L, 0x8000000000000000L | now);
    draft.setTimestampMicros(now);
    draft.set(EventField.IP_ADDRESS, ADDRESSES[next]);
    trace.detector.offer(draft, now, trace);
  }

  @Test
  void anEventOfAKnownClientMakesNone() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 2 * CLIENTS; i++) {
      offer();
    }
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < EVENTS; i++) {
        offer();
      }
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(trace.said).isEmpty();
    assertThat(trace.detector.offered()).isEqualTo(2L * CLIENTS + (long) ROUNDS * EVENTS);
    // The measuring itself takes some bytes; one byte for each event would be 20,000.
    assertThat(best).isLessThan(EVENTS);
  }
}
