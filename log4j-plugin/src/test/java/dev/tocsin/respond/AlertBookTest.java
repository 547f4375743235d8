package dev.tocsin.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private static final Instant BEGUN = Instant.parse("2026-01-10T14:00:00Z");

  private static AlertState alert(int number, @Nullable Instant escalateAt) {
    return new AlertState(
        id(number),
        "brute_force",
        "Many failed sign-ins",
        Severity.HIGH,
        Map.of("ip_address", "203.0.113." + number),
        5,
        1,
        BEGUN,
        BEGUN,
        List.of(),
        BEGUN,
        BEGUN,
        AlertState.Status.ACTIVE,
        null,
        escalateAt,
        false);
  }

  @Test
  void whoMustGoIsOverIfAnyIsAndIsCounted() {
    AlertBook book = new AlertBook(2);
    book.put(alert(1, null));
    book.put(alert(2, BEGUN.plusSeconds(60)));
    assertThat(book.resolve(id(2), false)).isPresent();
    assertThat(book.evictions()).isZero();

    book.put(alert(3, null));
    assertThat(book.all()).extracting(AlertState::id).containsExactly(id(1), id(3));
    book.put(alert(4, null));
    assertThat(book.all()).extracting(AlertState::id).containsExactly(id(3), id(4));
    assertThat(book.evictions()).isEqualTo(2);
  }

  @Test
  void anAlertOfAClockThatRanAheadEscalatesAsIfItHadBegunNow() {
    AlertBook book = new AlertBook(2);
    book.put(alert(1, BEGUN.plusSeconds(60)));
    Instant right = BEGUN.minusSeconds(86_400);

    assertThat(book.toEscalate(right)).isEmpty();
    assertThat(book.toEscalate(right.plusSeconds(59))).isEmpty();
    assertThat(book.toEscalate(right.plusSeconds(60))).hasSize(1);
  }

  @Test
  void anAlertThatIsOverAndWaitsForNothingGoes() {
    AlertBook book = new AlertBook(2);
    book.put(alert(1, null));
    assertThat(book.resolve(id(1), true)).isPresent();
    assertThat(book.all()).isEmpty();
    assertThat(book.evictions()).isZero();
  }

  @Test
  void aBookForNothingIsRefused() {
    assertThatThrownBy(() -> new AlertBook(0)).hasMessage("capacity 0: use at least 1");
  }

  private static UUID id(int number) {
    return new UUID(0, number);
  }
}
