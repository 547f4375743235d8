package dev.tocsin.sample.login.qr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.sample.login.ManualClock;
import dev.tocsin.sample.login.account.Role;
import dev.tocsin.sample.login.account.SignedIn;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QrSessionsTest {
  private static final SignedIn ALICE = new SignedIn("alice", "Alice", Role.MEMBER);
  private static final SignedIn BOB = new SignedIn("bob", "Bob", Role.MEMBER);

  private final ManualClock clock = new ManualClock();
  private final QrSessions codes = new QrSessions(3, Duration.ofMinutes(2), clock, new Random(1));

  @Test
  void handsAConfirmedCodeToItsBrowserOnce() {
    QrSession qr = codes.generate("1");
    assertThat(codes.claim(qr.browserKey())).isNull();
    codes.scan(qr.token());
    assertThat(codes.claim(qr.browserKey())).isNull();

    assertThat(codes.confirm(qr.token(), ALICE, "event")).isTrue();

    assertThat(codes.claim(qr.token())).as("the token is no key").isNull();
    assertThat(codes.claim(qr.browserKey()))
        .isNotNull()
        .extracting(QrSession::user)
        .isEqualTo(ALICE);
    assertThat(codes.claim(qr.browserKey())).isNull();
    assertThat(codes.find(qr.token())).isNull();
  }

  @Test
  void letsTheFirstWhoConfirmsWin() {
    QrSession qr = codes.generate("1");

    assertThat(codes.confirm(qr.token(), ALICE, "event")).isTrue();
    assertThat(codes.confirm(qr.token(), BOB, "event")).isFalse();

    assertThat(codes.claim(qr.browserKey()))
        .isNotNull()
        .extracting(QrSession::user)
        .isEqualTo(ALICE);
  }

  @Test
  void staysConfirmedWhenScannedAgain() {
    QrSession qr = codes.generate("1");
    codes.confirm(qr.token(), ALICE, "event");

    codes.scan(qr.token());

    assertThat(codes.claim(qr.browserKey())).isNotNull();
  }

  @Test
  void endsACodeWhenItsTimeIsUp() {
    QrSession qr = codes.generate("1");
    codes.confirm(qr.token(), ALICE, "event");
    clock.advance(Duration.ofMinutes(2));

    assertThat(codes.find(qr.token())).isNull();
    assertThat(codes.scan(qr.token())).isNull();
    assertThat(codes.confirm(qr.token(), BOB, "event")).isFalse();
    assertThat(codes.claim(qr.browserKey())).isNull();
  }

  @Test
  void endsTheOldestCodeWhenThereAreTooMany() {
    QrSession first = codes.generate("1");
    QrSession second = codes.generate("1");
    codes.generate("1");
    assertThat(codes.find(first.token())).isNotNull();

    codes.generate("1");

    assertThat(codes.find(first.token())).isNull();
    assertThat(codes.ofBrowser(first.browserKey())).isNull();
    assertThat(codes.find(second.token())).isNotNull();
  }
}
