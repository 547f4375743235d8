package dev.tocsin.log4j;

import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.core.util.Clock;

/** A program whose Log4j clock goes back and forth by hours with every look at it. */
public final class ClockSteps implements Clock {
  /** How far the clock is off, one look after another. */
  private static final long[] OFF_HOURS = {0, 5, -5, 0, -24, 24, -8_760, 8_760};

  private final AtomicInteger looks = new AtomicInteger();

  @Override
  public long currentTimeMillis() {
    int look = Math.floorMod(looks.getAndIncrement(), OFF_HOURS.length);
    return System.currentTimeMillis() + Duration.ofHours(OFF_HOURS[look]).toMillis();
  }

  public static void main(String[] args) {
    try (LogSetup log = LogSetup.audit(Path.of(args[0]), "", "")) {
      for (int i = 0; i < 100; i++) {
        log.logger().warn(Markers.AUTH_FAILURE, "plain {}", i);
        log.security().event(EventType.DATA_EXPORT).message("sure " + i).log();
      }
    }
  }
}
