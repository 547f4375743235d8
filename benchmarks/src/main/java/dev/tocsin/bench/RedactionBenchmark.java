package dev.tocsin.bench;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.privacy.KeyPeriod;
import dev.tocsin.privacy.Pseudonymizer;
import dev.tocsin.privacy.Pseudonyms;
import dev.tocsin.privacy.RedactionRules;
import dev.tocsin.privacy.Redactor;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * What taking secrets and people out of an event costs: the event of {@link Sample}, filled anew
 * each time, as what was taken out once is not there to be found again. {@code redaction_fill} is
 * the filling alone; the difference to it is the cost. One thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(1)
public class RedactionBenchmark {

  /** A draft and who redacts it. */
  @State(Scope.Thread)
  public static class Event {
    private final EventDraft draft = new EventDraft();
    private final Redactor standard = Redactor.standard();
    private final Redactor off = Redactor.of(RedactionRules.OFF, null);

    /** The event as it comes from most calls. */
    EventDraft ordinary() {
      draft.reset();
      draft.setType(EventType.AUTH_FAILURE);
      draft.setId(0x019aa9d000007000L, 0x8000000000000001L);
      draft.setTimestampMicros(1_795_000_000_000_000L);
      draft.set(EventField.USER_ID, "grace");
      draft.set(EventField.TARGET_TYPE, "endpoint");
      draft.set(EventField.TARGET_ID, "/login");
      draft.set(EventField.IP_ADDRESS, "203.0.113.7");
      draft.set(
          EventField.USER_AGENT,
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/130.0.0.0 Safari/537.36");
      draft.set(EventField.REQUEST_METHOD, "POST");
      draft.set(EventField.REQUEST_URL, "/login?next=%2Faccount");
      draft.putDetail("reason", "wrong_password").putDetail("attempt", 3);
      draft.set(EventField.MESSAGE, "sign-in of grace failed");
      draft.set(EventField.SOURCE, "shop");
      return draft;
    }

    /** The same with a password, a token and a card number in it. */
    EventDraft withSecrets() {
      ordinary();
      draft.set(EventField.REQUEST_URL, "/login?next=%2Faccount&token=abc123def456");
      draft.set(EventField.MESSAGE, "sign-in of grace failed, password: hunter2");
      draft.putDetail("card", 4_111_111_111_111_111L);
      return draft;
    }
  }

  /** Pseudonyms under keys in a folder. */
  @State(Scope.Benchmark)
  public static class People {
    private final Folder folder = new Folder();
    private Redactor redactor;
    private long next;

    @Setup(Level.Trial)
    public void make() throws IOException {
      SecureRandom random = new SecureRandom();
      Pseudonyms pseudonyms =
          new Pseudonyms(
              new PeriodKeys(folder.make(), random),
              KeyPeriod.MONTH,
              Clock.systemUTC(),
              random,
              warning -> {
                throw new IllegalStateException(warning);
              });
      redactor =
          Redactor.of(
              RedactionRules.STANDARD, null, Pseudonymizer.of(Pseudonymizer.FIELDS, pseudonyms));
    }

    /** A user that was not seen before. */
    String stranger() {
      return "stranger-" + next++;
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
      folder.delete();
    }
  }

  @Benchmark
  public EventDraft redaction_fill(Event event) {
    return event.ordinary();
  }

  @Benchmark
  public EventDraft redaction_off(Event event) {
    EventDraft draft = event.ordinary();
    event.off.redact(draft);
    return draft;
  }

  @Benchmark
  public EventDraft redaction_ordinary(Event event) {
    EventDraft draft = event.ordinary();
    event.standard.redact(draft);
    return draft;
  }

  @Benchmark
  public EventDraft redaction_fill_hits(Event event) {
    return event.withSecrets();
  }

  @Benchmark
  public EventDraft redaction_hits(Event event) {
    EventDraft draft = event.withSecrets();
    event.standard.redact(draft);
    return draft;
  }

  @Benchmark
  public EventDraft pseudonyms(Event event, People people) {
    EventDraft draft = event.ordinary();
    people.redactor.redact(draft);
    return draft;
  }

  @Benchmark
  public EventDraft pseudonyms_of_strangers(Event event, People people) {
    EventDraft draft = event.ordinary();
    draft.set(EventField.USER_ID, people.stranger());
    people.redactor.redact(draft);
    return draft;
  }
}
