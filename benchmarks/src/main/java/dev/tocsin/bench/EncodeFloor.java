package dev.tocsin.bench;

import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.JsonEncoder;
import dev.tocsin.event.ActorType;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Limits;
import dev.tocsin.event.Provenance;
import dev.tocsin.event.ThreatLevel;
import dev.tocsin.event.Timestamps;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** An event that is complete, from its fields to the bytes of its line, and nothing else. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class EncodeFloor {

  /** The event of {@link Sample#openLine}, and where its bytes go. */
  @State(Scope.Thread)
  public static class Encoding {
    final ByteSink line = new ByteSink();
    private final EventDraft event = event();
    private final JsonEncoder encoder = new JsonEncoder(Limits.DEFAULT);

    private static EventDraft event() {
      EventDraft draft = new EventDraft();
      draft.setType(EventType.AUTH_FAILURE);
      draft.setId(0x019aa9d000007000L, 0x8000000000000001L);
      draft.setTimestampMicros(Timestamps.micros(Instant.parse("2026-11-22T00:00:01Z")));
      draft.set(EventField.USER_ID, SignIn.USER);
      draft.setActorType(ActorType.USER);
      draft.set(EventField.SESSION_ID, "3f2a9c1e:Zm9vYmFyYmF6cXV4MTIzNA");
      draft.set(EventField.TARGET_TYPE, SignIn.TARGET_TYPE);
      draft.set(EventField.TARGET_ID, SignIn.TARGET);
      draft.set(EventField.IP_ADDRESS, "10.101.203.7");
      draft.setIpProvenance(Provenance.TRUSTED_PROXY);
      draft.set(EventField.USER_AGENT, SignIn.AGENT);
      draft.set(EventField.REQUEST_METHOD, SignIn.METHOD);
      draft.set(EventField.REQUEST_URL, SignIn.URL);
      draft.putDetail("reason", SignIn.REASON).putDetail("attempt", SignIn.ATTEMPT);
      draft.set(EventField.MESSAGE, SignIn.MESSAGE);
      draft.setThreatLevel(ThreatLevel.LOW);
      draft.setRiskTenths(15);
      draft.set(EventField.SOURCE, "shop");
      return draft;
    }

    boolean encode() {
      line.reset();
      return encoder.encodeOpen(event, line);
    }
  }

  @Benchmark
  public boolean floor_encode(Encoding state) {
    return state.encode();
  }
}
