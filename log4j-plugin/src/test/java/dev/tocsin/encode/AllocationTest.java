package dev.tocsin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventIds;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Provenance;
import dev.tocsin.risk.RiskModel;
import dev.tocsin.risk.SuspiciousAddresses;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The path of an audited call makes no garbage in steady state. */
class AllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int EVENTS = 10_000;

  private final Clock clock = Clock.systemUTC();
  private final EventIds ids = new EventIds(clock, new Random(1));
  private final SuspiciousAddresses addresses =
      new SuspiciousAddresses(1_000, Duration.ofHours(24), clock);
  private final EventDraft draft = new EventDraft();
  private final ByteSink sink = new ByteSink();
  private long bytes;

  /** Fourteen fields: what the call sets, with id, time, risk and defaults. */
  private void fill(int i) {
    draft.reset();
    draft.setType(EventType.AUTH_FAILURE);
    ids.next(draft);
    draft.setTimestampMicros(1_795_000_000_000_000L + i);
    draft.set(EventField.USER_ID, "zoë");
    draft.set(EventField.SESSION_ID, "5f3c9a0e8b7d4c21");
    draft.set(EventField.IP_ADDRESS, (i & 1) == 0 ? "203.0.113.7" : "2001:db8:1:2::7");
    draft.setIpProvenance(Provenance.TRUSTED_PROXY);
    draft.set(EventField.USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64) \"quoted\"");
    draft.set(EventField.REQUEST_METHOD, "POST");
    draft.set(EventField.REQUEST_URL, "https://shop.example/login?next=%2Fcart");
    draft.setResponseStatus(401);
    draft.set(EventField.MESSAGE, "sign-in of zoë failed");
    draft.set(EventField.SOURCE, "shop");
    draft.set(EventField.CORRELATION_ID, "0af7651916cd43dd8448eb211c80319c");
    draft.putDetail("attempt", 3).putDetail("reason", "bad password");
    boolean suspicious = addresses.isSuspicious(draft);
    draft.setRiskTenths(RiskModel.DEFAULT.tenths(draft.type(), draft.severity(), suspicious));
    addresses.observe(draft);
  }

  @Test
  void encodingJsonMakesNoGarbage() {
    JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);
    assertNoGarbage(
        i -> {
          fill(i);
          sink.reset();
          encoder.encodeOpen(draft, sink);
        });
  }

  @Test
  void encodingTextMakesNoGarbage() {
    TextEncoder encoder = new TextEncoder(ZoneOffset.UTC);
    assertNoGarbage(
        i -> {
          fill(i);
          sink.reset();
          encoder.encode(draft, sink);
        });
  }

  @Test
  void encodingTheFormsOfOthersMakesNoGarbage() {
    EcsEncoder ecs = new EcsEncoder(Limits.DEFAULT);
    OcsfEncoder ocsf = new OcsfEncoder(Limits.DEFAULT);
    OtlpJsonEncoder otlp = new OtlpJsonEncoder();
    assertNoGarbage(
        i -> {
          // The network of an IPv6 address is a text that is made for OTLP.
          fill(2 * i);
          sink.reset();
          ecs.encode(draft, sink);
          ocsf.encode(draft, sink);
          otlp.encode(draft, sink);
        });
  }

  @Test
  void askingForAnUnknownAddressMakesNoGarbage() {
    EventDraft attack = new EventDraft().setType(EventType.XSS_ATTEMPT).setTimestampMicros(1);
    attack.set(EventField.IP_ADDRESS, "198.51.100.1");
    addresses.observe(attack);
    assertNoGarbage(this::fill);
    assertThat(addresses.size()).isEqualTo(1);
  }

  private interface Work {
    void run(int i);
  }

  private void assertNoGarbage(Work work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      work.run(i);
    }
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < EVENTS; i++) {
        work.run(i);
        bytes += sink.length();
      }
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    // The measuring itself takes some bytes; one byte for each event would be 10,000.
    assertThat(best).isLessThan(EVENTS);
    assertThat(bytes).isNotNegative();
  }
}
