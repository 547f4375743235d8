package dev.tocsin.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.audit.Recording;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Whose an event is, where one can tell. */
class AttributionTest {
  private static final long NOBODYS = -1;

  private final Attribution attribution = new Attribution();

  private static Recording logged(long threadId, Instant at) {
    SecurityEvent event = new EventDraft().setType(EventType.API_ACCESS).toEvent();
    return new Recording(event, threadId, "t", at, "audit", Duration.ZERO, new Object());
  }

  private AuditCapture running(String id, String parent) {
    attribution.started(id, parent);
    AuditCapture capture = new AuditCapture(id, id, attribution);
    attribution.open(capture);
    return capture;
  }

  private Attribution.Owners ownersOfUnknown() {
    return attribution.ownersOf(logged(NOBODYS, Instant.now()));
  }

  @Test
  void threadThatIsNobodysBelongsToTheOnlyTest() {
    attribution.started("engine", null);
    AuditCapture type = running("class", "engine");
    assertThat(ownersOfUnknown().owner()).isSameAs(type);
    AuditCapture test = running("test", "class");
    assertThat(ownersOfUnknown().owner()).isSameAs(test);
    attribution.close(test);
    attribution.finished("test");
    assertThat(ownersOfUnknown().owner()).as("between two tests").isSameAs(type);
    attribution.close(type);
    attribution.finished("class");
    assertThat(ownersOfUnknown()).isEqualTo(new Attribution.Owners(null, java.util.List.of()));
  }

  @Test
  void amongSeveralItBelongsToNobody() {
    attribution.started("engine", null);
    AuditCapture one = running("one", "engine");
    AuditCapture two = running("two", "engine");
    attribution.started("foreign", "engine");
    assertThat(ownersOfUnknown().owner()).isNull();
    assertThat(ownersOfUnknown().candidates()).containsExactlyInAnyOrder(one, two);
    attribution.close(two);
    attribution.finished("two");
    assertThat(ownersOfUnknown().owner()).as("a test without a capture may be it").isNull();
    attribution.finished("foreign");
    assertThat(ownersOfUnknown().owner()).isSameAs(one);
  }

  @Test
  void dynamicTestIsPartOfWhatHasACapture() {
    attribution.started("engine", null);
    AuditCapture factory = running("factory", "engine");
    attribution.started("container", "factory");
    attribution.started("dynamic", "container");
    assertThat(attribution.ownersOf(logged(Thread.currentThread().getId(), Instant.now())).owner())
        .isSameAs(factory);
  }

  @Test
  void eventThatWasQueuedBeforeTheThreadsTestBeganIsNotThatTests() throws Exception {
    attribution.started("engine", null);
    Instant before = Instant.now().minusMillis(5);
    AuditCapture test = running("test", "engine");
    long own = Thread.currentThread().getId();
    Instant inBeforeEach = Instant.now();
    attribution.enter("test");
    FutureTask<Attribution.Owners> late =
        new FutureTask<>(() -> attribution.ownersOf(logged(own, before)));
    FutureTask<Attribution.Owners> now =
        new FutureTask<>(() -> attribution.ownersOf(logged(own, Instant.now())));
    FutureTask<Attribution.Owners> ofBeforeEach =
        new FutureTask<>(() -> attribution.ownersOf(logged(own, inBeforeEach)));
    Thread queue =
        new Thread(
            () -> {
              late.run();
              now.run();
              ofBeforeEach.run();
            });
    queue.start();
    assertThat(late.get().owner()).isNull();
    assertThat(now.get().owner()).isSameAs(test);
    assertThat(ofBeforeEach.get().owner()).as("the same test, an earlier method").isSameAs(test);
    assertThat(attribution.ownersOf(logged(own, before)).owner())
        .as("on its own thread an application's clock may say anything")
        .isSameAs(test);
  }
}
