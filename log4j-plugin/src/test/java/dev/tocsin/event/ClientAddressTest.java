package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  /** The examples of RFC 5952, sections 1 to 5, and the edges. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:1:0:0:1,                    2001:db8::1:0:0:1",
    "2001:0db8:0:0:1:0:0:1,                   2001:db8::1:0:0:1",
    "2001:db8::1:0:0:1,                       2001:db8::1:0:0:1",
    "2001:db8::0:1:0:0:1,                     2001:db8::1:0:0:1",
    "2001:0db8::1:0:0:1,                      2001:db8::1:0:0:1",
    "2001:db8:0:0:1::1,                       2001:db8::1:0:0:1",
    "2001:DB8:0:0:1::1,                       2001:db8::1:0:0:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001,  2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
    "2001:db8:0:1:1:1:1:1,                    2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1,                     2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1,                      2001:0:0:1::1",
    "2001:db8:0:0:0:0:2:1,                    2001:db8::2:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA,  2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
    "0:0:0:0:0:0:0:0,                         ::",
    "::,                                      ::",
    "0:0:0:0:0:0:0:1,                         ::1",
    "1::,                                     1::",
    "1:0:0:0:0:0:0:0,                         1::",
    "::2:0:0:0:0:1,                           0:0:2::1",
    "0:0:1:1:1:1:0:0,                         ::1:1:1:1:0:0",
    "::ffff:192.0.2.1,                        192.0.2.1",
    "::FFFF:c000:0201,                        192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.128,              192.0.2.128",
    "64:ff9b::192.0.2.33,                     64:ff9b::c000:221",
    "::192.0.2.1,                             ::c000:201",
    "1:2:3:4:5:6:1.2.3.4,                     1:2:3:4:5:6:102:304",
    "0.0.0.0,                                 0.0.0.0",
    "255.255.255.255,                         255.255.255.255",
    "10.0.200.9,                              10.0.200.9",
  })
  void writesTheOneCanonicalText(String given, String canonical) {
    ClientAddress address = ClientAddress.parse(given);
    assertThat(address).isNotNull().hasToString(canonical);
    assertThat(address).isEqualTo(ClientAddress.parse(canonical));
    EventDraft draft = new EventDraft();
    assertThat(draft.set(EventField.IP_ADDRESS, given)).isTrue();
    assertThat(draft.get(EventField.IP_ADDRESS)).hasToString(canonical);
    assertThat(ClientAddress.of(draft)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..3.4",
        "01.2.3.4",
        "1.2.3.00",
        "0x7f.0.0.1",
        "256.1.1.1",
        "1.2.3.999",
        "1.2.3.4444",
        "1.2.3.-4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4:80",
        "1.2.3.4/8",
        "2130706433",
        "١.2.3.4",
        ":",
        ":::",
        "1:",
        ":1",
        "::1:",
        "1::2::3",
        ":::1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "::1%eth0",
        "fe80::1%25eth0",
        "[::1]",
        "[::1]:80",
        "::1/64",
        "::ffff:1.2.3",
        "::ffff:01.2.3.4",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:6:7:8:",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
      })
  void refusesWhatIsNone(String given) {
    assertThat(ClientAddress.parse(given)).isNull();
  }

  @Test
  void agreesWithTheJdkOnRandomAddresses() throws UnknownHostException {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[16];
      for (int group = 0; group < 8; group++) {
        if (random.nextBoolean()) {
          bytes[group * 2] = (byte) random.nextInt();
          bytes[group * 2 + 1] = (byte) random.nextInt();
        }
      }
      InetAddress expected = InetAddress.getByAddress(bytes);
      ClientAddress address = ClientAddress.parse(expected.getHostAddress());
      assertThat(address).isNotNull();
      assertThat(InetAddress.getByName(address.text())).isEqualTo(expected);
      assertThat(ClientAddress.parse(address.text())).isEqualTo(address);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,                 192.0.2.7",
    "::ffff:192.0.2.7,          192.0.2.7",
    "2001:db8:1:2:3:4:5:6,      2001:db8:1:2::/64",
    "2001:db8::1,               2001:db8::/64",
    "::1,                       ::/64",
    "1:2:3:4::,                 1:2:3:4::/64",
  })
  void countsAClientByItsNetwork(String given, String network) {
    assertThat(ClientAddress.parse(given)).extracting(ClientAddress::network).isEqualTo(network);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.9.9, true",
    "::1, true",
    "::ffff:127.0.0.1, true",
    "128.0.0.1, false",
    "::2, false",
    "1::1, false",
  })
  void knowsTheLoopback(String given, boolean loopback) {
    assertThat(ClientAddress.parse(given))
        .extracting(ClientAddress::isLoopback)
        .isEqualTo(loopback);
  }
}
