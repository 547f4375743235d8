package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,             10.255.0.1,        true",
    "10.0.0.0/8,             11.0.0.0,          false",
    "0.0.0.0/0,              255.1.2.3,         true",
    "0.0.0.0/0,              ::1,               false",
    "::/0,                   1.2.3.4,           false",
    "::/0,                   ffff::,            true",
    "192.0.2.7,              192.0.2.7,         true",
    "192.0.2.7/32,           192.0.2.6,         false",
    "192.0.2.128/25,         192.0.2.127,       false",
    "192.0.2.128/25,         192.0.2.255,       true",
    "2001:db8::/32,          2001:db8:ffff::1,  true",
    "2001:db8::/32,          2001:db9::,        false",
    "2001:db8:1:2::/64,      2001:db8:1:2::5,   true",
    "2001:db8:1:2::/64,      2001:db8:1:3::5,   false",
    "2001:db8::4/126,        2001:db8::7,       true",
    "2001:db8::4/126,        2001:db8::8,       false",
    "::1,                    ::1,               true",
    "::1/128,                ::2,               false",
    "10.0.0.0/8,             ::ffff:10.1.1.1,   true",
    "::ffff:10.0.0.0/104,    10.1.1.1,          true",
    "::ffff:10.0.0.0/104,    11.1.1.1,          false",
  })
  void holdsTheAddressesThatBeginWithItsBits(String range, String address, boolean inside) {
    ClientAddress parsed = ClientAddress.parse(address);
    assertThat(parsed).isNotNull();
    assertThat(AddressRange.parse(range).contains(parsed)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,           10.0.0.0/8",
    "192.0.2.7,            192.0.2.7/32",
    "2001:0DB8::/32,       2001:db8::/32",
    "::1,                  ::1/128",
    "::ffff:10.0.0.0/104,  10.0.0.0/8",
  })
  void writesItselfWithItsBits(String given, String text) {
    assertThat(AddressRange.parse(given)).hasToString(text);
    assertThat(AddressRange.parse(given)).isEqualTo(AddressRange.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''            | use an address and bits, as in 10.0.0.0/8 or 2001:db8::/32",
        "10.0.0/8      | use an address and bits, as in 10.0.0.0/8 or 2001:db8::/32",
        "shop/8        | use an address and bits, as in 10.0.0.0/8 or 2001:db8::/32",
        "10.0.0.0/     | after the slash use 0 to 32",
        "10.0.0.0/33   | after the slash use 0 to 32",
        "10.0.0.0/08   | after the slash use 0 to 32",
        "10.0.0.0/-1   | after the slash use 0 to 32",
        "10.0.0.0/+8   | after the slash use 0 to 32",
        "10.0.0.0/8/8  | after the slash use 0 to 32",
        "::/129        | after the slash use 0 to 128",
        "::/99999      | after the slash use 0 to 128",
        "::ffff:1.2.3.4/64 | after the slash use 96 to 128",
        "10.0.0.1/8    | bits after the first 8 are set: use 10.0.0.0/8",
        "2001:db8::1/32| bits after the first 32 are set: use 2001:db8::/32",
      })
  void refusesWhatIsNoneAndSaysTheWayOut(String given, String wayOut) {
    assertThatThrownBy(() -> AddressRange.parse(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address range \"" + given + "\": " + wayOut);
  }
}
