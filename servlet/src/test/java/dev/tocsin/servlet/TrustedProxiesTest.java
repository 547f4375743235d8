package dev.tocsin.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static final String PROXY = "10.0.0.1";
  private static final String STRANGER = "192.0.2.99";

  private final TrustedProxies proxies =
      TrustedProxies.parse("10.0.0.0/8, 2001:db8:aa::/48", ForwardingHeader.EITHER);

  /** Header, then the client's address and provenance; | stands between field lines. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        // What proxies write.
        "for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "For=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "for=\"203.0.113.7:47011\" => 203.0.113.7 => trusted_proxy",
        "for=203.0.113.7:47011 => 203.0.113.7 => trusted_proxy",
        "for=\"[2001:db8:cafe::17]\" => 2001:db8:cafe::17 => trusted_proxy",
        "for=\"[2001:db8:cafe::17]:4711\" => 2001:db8:cafe::17 => trusted_proxy",
        "for=\"[2001:DB8:CAFE:0::17]:_port\" => 2001:db8:cafe::17 => trusted_proxy",
        "for=[2001:db8:cafe::17]:4711 => 2001:db8:cafe::17 => trusted_proxy",
        "for=\"[::ffff:203.0.113.7]\" => 203.0.113.7 => trusted_proxy",
        "for=203.0.113.7;proto=https;by=203.0.113.43 => 203.0.113.7 => trusted_proxy",
        "by=_x; host=\"a,b;c\" ; for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "for=203.0.113.7, for=10.2.2.2 => 203.0.113.7 => trusted_proxy",
        "for=203.0.113.7|for=10.2.2.2 => 203.0.113.7 => trusted_proxy",
        "for=203.0.113.7, for=\"[2001:db8:aa::5]:80\" => 203.0.113.7 => trusted_proxy",
        "for=10.3.3.3, for=10.2.2.2 => 10.3.3.3 => trusted_proxy",
        ",, for=203.0.113.7 ,,  => 203.0.113.7 => trusted_proxy",
        // What visitors put in front of it: only the nearest hop outside counts.
        "for=192.0.2.66, for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "for=192.0.2.66|for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "for=10.9.9.9, for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "for=192.0.2.66, for=203.0.113.7, for=10.2.2.2 => 203.0.113.7 => trusted_proxy",
        "for=\"open, for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "for=\"open, for=\"203.0.113.7:80\" => 203.0.113.7 => trusted_proxy",
        "for=\"x\\, for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "a\\\", for=203.0.113.7;host=\"h\\\"\\\\\" => 203.0.113.7 => trusted_proxy",
        "for=192.0.2.66, litter, for=203.0.113.7 => 203.0.113.7 => trusted_proxy",
        // Hops that name nobody: the last one that could be trusted.
        "for=unknown => 10.0.0.1 => peer",
        "for=_hidden => 10.0.0.1 => peer",
        "for=\"_SEVKISEK:80\" => 10.0.0.1 => peer",
        "for=192.0.2.66, for=unknown => 10.0.0.1 => peer",
        "for=192.0.2.66, for=unknown, for=10.2.2.2 => 10.2.2.2 => trusted_proxy",
        "proto=https => 10.0.0.1 => peer",
        // Wrong syntax in the hop that counts.
        "for= => 10.0.0.1 => peer",
        "for=\"\" => 10.0.0.1 => peer",
        "for => 10.0.0.1 => peer",
        "for=1.2.3 => 10.0.0.1 => peer",
        "for=1.2.3.4.5 => 10.0.0.1 => peer",
        "for=256.1.1.1 => 10.0.0.1 => peer",
        "for=0x7f000001 => 10.0.0.1 => peer",
        "for=203.0.113.7: => 10.0.0.1 => peer",
        "for=203.0.113.7:123456 => 10.0.0.1 => peer",
        "for=203.0.113.7:8a => 10.0.0.1 => peer",
        "for=\"2001:db8:cafe::17\" => 10.0.0.1 => peer",
        "for=\"[2001:db8:cafe::17\" => 10.0.0.1 => peer",
        "for=\"[2001:db8:cafe::17]x\" => 10.0.0.1 => peer",
        "for=\"[fe80::1%eth0]\" => 10.0.0.1 => peer",
        "for=\"[203.0.113.7]\" => 10.0.0.1 => peer",
        "for=localhost => 10.0.0.1 => peer",
        "for=203.0.113.7;for=192.0.2.66 => 10.0.0.1 => peer",
        "for=203.0.113.7;proto => 10.0.0.1 => peer",
        "for = 203.0.113.7 => 10.0.0.1 => peer",
        "for=203.0.113.7 192.0.2.66 => 10.0.0.1 => peer",
        "for=\"203.0.113.7 => 10.0.0.1 => peer",
        "for=203.0.113.7\" => 10.0.0.1 => peer",
        "for=\"203.0.113.7\"x => 10.0.0.1 => peer",
        "for=\"203.0.113.7\\ => 10.0.0.1 => peer",
        "for='203.0.113.7' => 10.0.0.1 => peer",
        ",,, => 10.0.0.1 => peer",
      })
  void readsForwarded(String header, String address, String provenance) {
    assertThat(told(proxies.resolve(PROXY, lines(header), List.of())))
        .isEqualTo(address + " " + provenance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "203.0.113.7:47011 => 203.0.113.7 => trusted_proxy",
        "2001:db8:cafe::17 => 2001:db8:cafe::17 => trusted_proxy",
        "[2001:db8:cafe::17]:4711 => 2001:db8:cafe::17 => trusted_proxy",
        "::ffff:203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "203.0.113.7,10.2.2.2 => 203.0.113.7 => trusted_proxy",
        "203.0.113.7 | 10.2.2.2 => 203.0.113.7 => trusted_proxy",
        "192.0.2.66, 203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "192.0.2.66|203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "10.9.9.9, 192.0.2.66, 203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "<script>, 203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "\", 203.0.113.7 => 203.0.113.7 => trusted_proxy",
        "203.0.113.7, unknown => 10.0.0.1 => peer",
        "192.0.2.66, unknown, 10.2.2.2 => 10.2.2.2 => trusted_proxy",
        "192.0.2.66, 203.0.113.7 x => 10.0.0.1 => peer",
        "\"203.0.113.7\" => 10.0.0.1 => peer",
        "192.0.2.66, 2001:db8:cafe::17::1 => 10.0.0.1 => peer",
      })
  void readsXForwardedFor(String header, String address, String provenance) {
    assertThat(told(proxies.resolve(PROXY, List.of(), lines(header))))
        .isEqualTo(address + " " + provenance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=203.0.113.7",
        "for=10.0.0.1",
        "for=127.0.0.1",
        "for=unknown",
        "litter",
        "",
        "   "
      })
  void believesNoHeaderOfAPeerThatIsNotTrusted(String header) {
    List<String> xForwardedFor = List.of("203.0.113.7, 10.0.0.1");

    assertThat(told(proxies.resolve(STRANGER, lines(header), xForwardedFor)))
        .isEqualTo("192.0.2.99 peer");
    assertThat(told(TrustedProxies.none().resolve(PROXY, lines(header), xForwardedFor)))
        .isEqualTo("10.0.0.1 peer");
  }

  @Test
  void believesNeitherHeaderWhereTheyNameDifferentClients() {
    List<String> forwarded = List.of("for=192.0.2.66");
    List<String> xForwardedFor = List.of("203.0.113.7");

    assertThat(told(proxies.resolve(PROXY, forwarded, xForwardedFor))).isEqualTo("10.0.0.1 peer");
    assertThat(told(proxies.resolve(PROXY, List.of("for=203.0.113.7"), xForwardedFor)))
        .isEqualTo("203.0.113.7 trusted_proxy");
  }

  @Test
  void looksOnlyAtTheHeaderThatItWasTold() {
    List<String> forwarded = List.of("for=192.0.2.66");
    List<String> xForwardedFor = List.of("203.0.113.7");

    assertThat(
            told(
                TrustedProxies.parse("10.0.0.0/8", ForwardingHeader.X_FORWARDED_FOR)
                    .resolve(PROXY, forwarded, xForwardedFor)))
        .isEqualTo("203.0.113.7 trusted_proxy");
    assertThat(
            told(
                TrustedProxies.parse("10.0.0.0/8", ForwardingHeader.FORWARDED)
                    .resolve(PROXY, forwarded, xForwardedFor)))
        .isEqualTo("192.0.2.66 trusted_proxy");
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7",
    "[2001:db8::1], 2001:db8::1",
    "2001:db8:0:0::1, 2001:db8::1",
    "fe80::1%eth0, fe80::1",
    "[fe80::1%25eth0], fe80::1",
    "::ffff:192.0.2.1, 192.0.2.1",
  })
  void readsAPeerAsContainersTellIt(String peer, String address) {
    assertThat(told(proxies.resolve(peer, List.of(), List.of()))).isEqualTo(address + " peer");
  }

  @Test
  void knowsNoClientWhereThePeerIsNoAddress() {
    List<String> forwarded = List.of("for=203.0.113.7");

    assertThat(proxies.resolve(null, forwarded, List.of())).isNull();
    assertThat(proxies.resolve("", forwarded, List.of())).isNull();
    assertThat(proxies.resolve("/run/app.sock", forwarded, List.of())).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", ",,,", " ,\t, "})
  void takesThePeerWhereAHeaderIsEmpty(String header) {
    assertThat(told(proxies.resolve(PROXY, List.of(header), List.of()))).isEqualTo("10.0.0.1 peer");
    assertThat(told(proxies.resolve(PROXY, List.of(), List.of(header)))).isEqualTo("10.0.0.1 peer");
  }

  @Test
  void stopsAtTheLastTrustworthyHopWhereAHeaderHasTooManyElements() {
    List<String> manyProxies = new ArrayList<>(List.of("for=203.0.113.7"));
    for (int i = 0; i < ElementsFromRight.MAX_ELEMENTS; i++) {
      manyProxies.add("for=10.0.0." + i);
    }

    assertThat(told(proxies.resolve(PROXY, manyProxies, List.of())))
        .isEqualTo("10.0.0.0 trusted_proxy");
    assertThat(told(proxies.resolve(PROXY, manyProxies.subList(0, 2), List.of())))
        .isEqualTo("203.0.113.7 trusted_proxy");
  }

  @Test
  void stopsAtAnElementThatIsTooLongAndStillReadsWhatStandsRightOfIt() {
    String litter = "x".repeat(1_000_000);

    assertThat(told(proxies.resolve(PROXY, List.of(litter + ", for=203.0.113.7"), List.of())))
        .isEqualTo("203.0.113.7 trusted_proxy");
    assertThat(told(proxies.resolve(PROXY, List.of(litter + ";for=203.0.113.7"), List.of())))
        .isEqualTo("10.0.0.1 peer");
    assertThat(told(proxies.resolve(PROXY, List.of(litter + ", for=10.2.2.2"), List.of())))
        .isEqualTo("10.2.2.2 trusted_proxy");
    assertThat(told(proxies.resolve(PROXY, List.of("for=192.0.2.1", litter), List.of())))
        .isEqualTo("10.0.0.1 peer");
  }

  @Test
  void neverTakesAnAddressFromLeftOfWhatTheProxyWrote() {
    Random random = new Random(20261122);
    String[] pieces = {
      "for=",
      "192.0.2.66",
      "\"",
      "\\",
      ",",
      ";",
      "=",
      " ",
      "[",
      "]",
      ":",
      "10.0.0.1",
      "x",
      "_h",
      "2001:db8::1",
      "\t",
      "unknown",
      "for=192.0.2.66",
      "for=10.0.0.1,"
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder sent = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        sent.append(pieces[random.nextInt(pieces.length)]);
      }
      String appended = round % 2 == 0 ? "for=203.0.113.7" : "for=\"203.0.113.7:1\";proto=https";

      assertThat(told(proxies.resolve(PROXY, List.of(sent + ", " + appended), List.of())))
          .as("after %s", sent)
          .isEqualTo("203.0.113.7 trusted_proxy");
    }
  }

  @Test
  void refusesARangeThatIsNone() {
    assertThatThrownBy(() -> TrustedProxies.parse("10.0.0.0/8, inside", ForwardingHeader.EITHER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inside");
  }

  private static List<String> lines(String header) {
    return List.of(header.split("\\|", -1));
  }

  private static String told(@Nullable ResolvedClient client) {
    return client == null ? "nobody" : client.address().text() + " " + client.provenance().text();
  }
}
