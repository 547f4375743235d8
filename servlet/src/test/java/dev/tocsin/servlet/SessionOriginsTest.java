package dev.tocsin.servlet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.servlet.SessionOrigins.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class SessionOriginsTest {
  private static Origin origin(int number) {
    return Origin.of(
        requireNonNull(ClientAddress.parse("192.0." + number + ".7")), "browser " + number);
  }

  @Test
  void theEightNewestAreKept() {
    SessionOrigins origins = SessionOrigins.of("bob", origin(0));
    for (int i = 1; i <= 8; i++) {
      origins = origins.with(origin(i));
    }

    assertThat(origins.seen()).hasSize(8);
    assertThat(origins.isForeign(origin(0))).isTrue();
    assertThat(origins.isForeign(origin(1))).isFalse();
    assertThat(origins.newest()).isEqualTo(origin(8));
  }

  @Test
  void aContainerCanKeepThemOutsideOfItsMemory() throws Exception {
    SessionOrigins origins = SessionOrigins.of("bob", origin(1)).with(origin(2));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(origins);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(origins);
    }
  }

  @Test
  void ofAUserAgentTheBeginningIsKept() {
    ClientAddress address = requireNonNull(ClientAddress.parse("192.0.2.7"));

    assertThat(Origin.of(address, "x".repeat(10_000)).userAgent()).hasSize(256);
    assertThat(Origin.of(address, null).userAgent()).isEmpty();
  }
}
