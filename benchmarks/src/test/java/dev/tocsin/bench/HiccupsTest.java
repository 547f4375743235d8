package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HiccupsTest {
  private final Hiccups.Late late = new Hiccups.Late(1_000);

  @Test
  void aSleepIsAsLateAsItIsLongerThanTheShortest() {
    late.slept(1_050);
    late.slept(1_050);
    late.slept(1_850);
    assertThat(late.histogram().getTotalCount()).isEqualTo(3);
    assertThat(late.histogram().getValueAtPercentile(50)).isZero();
    assertThat(late.histogram().getMaxValue()).isEqualTo(800);
  }

  @Test
  void aLongStopStandsForAllWhoWouldHaveBegunDuringIt() {
    late.slept(1_000);
    late.slept(6_000);
    // 5,000 late, and for those after it 4,000, 3,000, 2,000 and 1,000.
    assertThat(late.histogram().getTotalCount()).isEqualTo(6);
    assertThat(late.histogram().getCountBetweenValues(900, 5_100)).isEqualTo(5);
  }

  @Test
  void itsThreadLooksAboutAThousandTimesASecondAndEnds() {
    Hiccups hiccups = new Hiccups();
    Histogram found = hiccups.end();
    long atEnd = found.getTotalCount();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("hiccups"));
    assertThat(found.getTotalCount()).isEqualTo(atEnd);
  }
}
