package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventIdsTest {
  private static final long START = 1_795_000_000_000L;

  private final SetClock clock = new SetClock(START);
  private final EventIds ids = new EventIds(clock, new Random(7));

  @Test
  void areUuidsOfVersion7WithTheTimeInFront() {
    UUID id = ids.next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(START);
  }

  @Test
  void growAlsoWhenTheClockStandsStillJumpsOrGoesBackwards() {
    UUID before = ids.next();
    long[] moves = {0, 0, 5, -3_600_000, 0, -1, 7_200_000, 1};
    for (int i = 0; i < 80_000; i++) {
      if (i % 10_000 == 0) {
        clock.move(moves[i / 10_000]);
      }
      UUID next = ids.next();
      assertThat(next.compareTo(before)).isPositive();
      assertThat(next.toString()).isGreaterThan(before.toString());
      before = next;
    }
  }

  @Test
  void keepToTheHighestTimeSeenWhileTheClockIsBehind() {
    ids.next();
    clock.move(-86_400_000);
    assertThat(ids.next().getMostSignificantBits() >>> 16).isEqualTo(START);
  }

  @Test
  void areUniqueAndGrowOnEachOfEightThreads() throws Exception {
    int threads = 8;
    int each = 125_000;
    EventIds shared = new EventIds(Clock.systemUTC(), new Random(1));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<UUID[]>> parts = new ArrayList<>();
    try {
      for (int t = 0; t < threads; t++) {
        parts.add(pool.submit(() -> take(shared, each)));
      }
      UUID[] all = new UUID[threads * each];
      int at = 0;
      for (Future<UUID[]> part : parts) {
        UUID[] some = part.get();
        assertThat(IntStream.range(1, each).filter(i -> some[i - 1].compareTo(some[i]) >= 0))
            .isEmpty();
        System.arraycopy(some, 0, all, at, each);
        at += each;
      }
      assertThat(Arrays.stream(all).distinct().count()).isEqualTo(all.length);
    } finally {
      pool.shutdownNow();
    }
  }

  private static UUID[] take(EventIds ids, int count) {
    EventDraft draft = new EventDraft();
    UUID[] taken = new UUID[count];
    for (int i = 0; i < count; i++) {
      ids.next(draft);
      taken[i] = new UUID(draft.idMsb(), draft.idLsb());
    }
    return taken;
  }

  @Test
  void ofTwoProcessesDifferInTheSameMillisecond() {
    assertThat(new EventIds(clock, new Random(1)).next())
        .isNotEqualTo(new EventIds(clock, new Random(2)).next());
  }

  @Test
  void ofOneSeedAndClockAreTheSame() {
    assertThat(new EventIds(clock, new Random(1)).next())
        .isEqualTo(new EventIds(clock, new Random(1)).next());
  }

  @Test
  void areWrittenAsUuidsAreAndReadBack() {
    for (int i = 0; i < 1_000; i++) {
      UUID id = ids.next();
      byte[] bytes = new byte[EventIds.LENGTH + 1];
      EventIds.write(id.getMostSignificantBits(), id.getLeastSignificantBits(), bytes, 1);
      assertThat(new String(bytes, 1, EventIds.LENGTH, StandardCharsets.US_ASCII))
          .isEqualTo(id.toString());
      EventDraft draft = new EventDraft();
      assertThat(draft.set(EventField.EVENT_ID, id.toString())).isTrue();
      assertThat(draft.get(EventField.EVENT_ID)).isEqualTo(id.toString());
    }
  }

  private static final class SetClock extends Clock {
    private final AtomicLong millis;

    SetClock(long millis) {
      this.millis = new AtomicLong(millis);
    }

    void move(long by) {
      millis.addAndGet(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis.get());
    }
  }
}
