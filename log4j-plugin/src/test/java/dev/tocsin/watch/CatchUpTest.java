package dev.tocsin.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.EventView;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalConfig;
import dev.tocsin.journal.JournalListener;
import dev.tocsin.rules.RuleSet;
import dev.tocsin.watch.WatchedJournal.SetClock;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading back, and going over to events from those who record them. */
class CatchUpTest {
  @TempDir private Path folder;

  /** Hears nothing, and never stops it. */
  private static final class Quiet implements CatchUp.Owner {
    @Override
    public void filled(Watch watch) {}

    @Override
    public void evaluated(Turn turn, EventView event, long seq, long now) {}

    @Override
    public void goingLive(Watch watch, long lastSeq) {}

    @Override
    public boolean isStopped(Watch watch) {
      return false;
    }
  }

  private static Watch read(Path folder, long passed) throws Exception {
    try (Journal journal =
        Journal.open(
            JournalConfig.builder(folder.resolve("audit.log")).build(), JournalListener.NONE)) {
      Watch watch = new Watch(RuleSet.none());
      EventDraft event = new EventDraft();
      event.setType(EventType.AUTH_FAILURE);
      if (passed > 0) {
        watch.offer(event, passed, 0, new Turn());
      }
      new CatchUp(
              journal,
              watch,
              new StoredEvents(EventTypes.builtIn(), null),
              Instant.EPOCH,
              0,
              new Quiet())
          .run();
      return watch;
    }
  }

  @Test
  void goesLiveAtTheEndOfWhatWasRecorded() throws Exception {
    WatchedJournal.failUnwatched(folder, new SetClock(), "192.0.2.1", 3);
    Watch watch = read(folder, 3);
    assertThat(watch.isLive()).isTrue();
    assertThat(watch.detector().offered()).isEqualTo(3);
  }

  /** Somebody deletes the file under the writer: that must not switch the rules off for ever. */
  @Test
  void doesNotWaitForEverForAnEventThatIsNotInTheFileAnyMore() throws Exception {
    WatchedJournal.failUnwatched(folder, new SetClock(), "192.0.2.1", 3);
    Watch watch = read(folder, 9);
    assertThat(watch.isLive()).isTrue();
    EventDraft next = new EventDraft();
    next.setType(EventType.AUTH_FAILURE);
    watch.offer(next, 9, 0, new Turn());
    assertThat(watch.detector().offered()).as("was given up").isEqualTo(3);
    watch.offer(next, 10, 0, new Turn());
    assertThat(watch.detector().offered()).isEqualTo(4);
  }
}
