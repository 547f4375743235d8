package dev.tocsin.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.ClientAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
  private static final ClientAddress ONE = requireNonNull(ClientAddress.parse("192.0.2.1"));

  @Test
  void sumsUpTheRequestsOfAClientInAMinute() {
    Refusals refusals = new Refusals(10);
    refusals.add(ONE, START);
    refusals.add(ONE, START.plusSeconds(30));

    assertThat(refusals.takeDue(START.plusSeconds(59))).isEmpty();
    assertThat(refusals.takeDue(START.plusSeconds(60)))
        .containsExactly(new Refusals.Sum(ONE, 2, START, START.plusSeconds(30)));
    assertThat(refusals.takeDue(START.plusSeconds(600))).isEmpty();
  }

  @Test
  void doesNotWaitForAClockThatRanAhead() {
    Refusals refusals = new Refusals(1);
    refusals.add(ONE, START.plusSeconds(86_400));
    refusals.add(requireNonNull(ClientAddress.parse("192.0.2.2")), START.plusSeconds(86_400));

    assertThat(refusals.takeDue(START)).hasSize(2);
    assertThat(refusals.takeAll()).isEmpty();
  }

  @Test
  void takesAnIpv6NetworkForOneClient() {
    Refusals refusals = new Refusals(10);
    refusals.add(requireNonNull(ClientAddress.parse("2001:db8::1")), START);
    refusals.add(requireNonNull(ClientAddress.parse("2001:db8::2")), START);

    assertThat(refusals.takeAll())
        .singleElement()
        .satisfies(sum -> assertThat(sum.requests()).isEqualTo(2))
        .satisfies(
            sum -> assertThat(requireNonNull(sum.client()).network()).isEqualTo("2001:db8::/64"));
  }

  @Test
  void sumsUpThoseBeyondTheBoundTogether() {
    Refusals refusals = new Refusals(2);
    for (int i = 1; i <= 5; i++) {
      refusals.add(requireNonNull(ClientAddress.parse("192.0.2." + i)), START.plusSeconds(i));
    }

    assertThat(refusals.takeAll())
        .hasSize(3)
        .last()
        .isEqualTo(new Refusals.Sum(null, 3, START.plusSeconds(3), START.plusSeconds(5)));
    assertThat(refusals.takeAll()).isEmpty();
  }
}
