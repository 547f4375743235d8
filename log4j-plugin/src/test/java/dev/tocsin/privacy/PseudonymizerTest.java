package dev.tocsin.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.keys.PeriodKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where in an event a person's value is found, and where a text only looks like it. */
class PseudonymizerTest {
  @TempDir private Path folder;
  private Pseudonyms pseudonyms;
  private Redactor redactor;

  @BeforeEach
  void make() {
    pseudonyms =
        new Pseudonyms(
            new PeriodKeys(folder, new SecureRandom()),
            KeyPeriod.MONTH,
            new ManualClock("2026-11-28T10:00:00Z"),
            new SecureRandom(),
            warning -> {
              throw new AssertionError(warning);
            });
    redactor =
        Redactor.of(
            RedactionRules.STANDARD, null, Pseudonymizer.of(Pseudonymizer.FIELDS, pseudonyms));
  }

  private SecurityEvent event(EventDraft draft, Object @Nullable [] parameters) {
    draft.setType(EventType.API_ACCESS);
    redactor.redact(draft, parameters);
    return draft.toEvent();
  }

  /** A message in which the value was found stands with U for it. */
  private String message(String user, String message) {
    EventDraft draft = new EventDraft();
    draft.set(EventField.USER_ID, user);
    draft.set(EventField.MESSAGE, message);
    return String.valueOf(event(draft, null).message()).replace(pseudonyms.of(user), "U");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        // Whole, wherever no letter or digit touches it.
        "bob     | sign-in of bob failed                  | sign-in of U failed",
        "bob     | bob                                    | U",
        "bob     | bob's bob, (bob) 'bob' <bob> /bob/ @bob| U's U, (U) 'U' <U> /U/ @U",
        "bob     | bob@example.org bob.jones bob-1 bob_x  | U@example.org U.jones U-1 U_x",
        "bob     | bobby jimbob bob2 3bob Bob BOB böb     | bobby jimbob bob2 3bob Bob BOB böb",
        "bob     | ?user=bob&x=%20bob%3Dbob               | ?user=U&x=%20U%3DU",
        "bob     | line\\nbob \\u0020bob \\tbob             | line\\nU \\u0020U \\tU",
        "bob     | {^user^:^bob^,^n^:^bobby^}             | {^user^:^U^,^n^:^bobby^}",
        "user    | user user failed                       | U U failed",
        // Numbers of six digits and more, but no part of another number.
        "481516  | order of 481516 at 4815162 3481516     | order of U at 4815162 3481516",
        "481516  | 481516.50 3.481516 481516. x.481516    | 481516.50 3.481516 U. x.U",
        // Short ones only where a name says that it is a person.
        "1       | attempt 1 of 10 in 1.5 s, HTTP/1.1, 1  | attempt 1 of 10 in 1.5 s, HTTP/1.1, 1",
        "1       | user 1 failed 1 of 3, user_id=1 (1 ms) | user U failed 1 of 3, user_id=U (1 ms)",
        "1       | {^userId^:1,^count^:1} /users/1/pins/1 | {^userId^:U,^count^:1} /users/U/pins/1",
        "12345   | account: '12345', order 12345          | account: 'U', order 12345",
        "jo      | customer jo, a jo jo                   | customer U, a jo jo",
        // E-mail addresses in any case, and as URLs have them.
        "bob@example.org | BOB@Example.org bob%40example.org xbob@example.org | U U xbob@example.org",
        "Grace Hopper    | Grace Hopper Grace+Hopper Grace%20Hopper Grace     | U U U Grace",
        "Grüße           | Grüße Gr%C3%BC%C3%9Fe Gr%c3%bc%c3%9fe Grüßer      | U U U Grüßer",
      })
  void theValueIsFoundWhole(String user, String message, String expected) {
    assertThat(message(user, message.strip().replace('^', '"')))
        .isEqualTo(expected.strip().replace('^', '"'));
  }

  private String addressIn(String address, String text) {
    EventDraft draft = new EventDraft();
    draft.set(EventField.IP_ADDRESS, address);
    draft.set(EventField.MESSAGE, text);
    SecurityEvent event = event(draft, null);
    return String.valueOf(event.message()).replace(String.valueOf(event.ipAddress()), "A");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | from 203.0.113.7:8080, 203.0.113.7.   | from A:8080, A.",
        "203.0.113.7 | 203.0.113.77 1203.0.113.7 203.0.113.7.1 1.203.0.113.7 |"
            + " 203.0.113.77 1203.0.113.7 203.0.113.7.1 1.203.0.113.7",
        "203.0.113.7 | ::ffff:203.0.113.7 [::FFFF:cb00:7107]:80 | A [A]:80",
        "2001:db8::1 | [2001:db8::1]:443 2001:DB8:0:0::1. 2001:0db8::0001, | [A]:443 A. A,",
        "2001:db8::1 | 2001:db8::12 2001:db8::1:5 2001:db8::1%3A x=2001%3ADB8%3A%3A1 |"
            + " 2001:db8::12 2001:db8::1:5 A%3A x=A",
        "::1         | on ::1 at 10:30:45, a::1             | on A at 10:30:45, a::1",
      })
  void theAddressIsFoundHoweverItIsWritten(String address, String text, String expected) {
    assertThat(addressIn(address, text)).isEqualTo(expected.strip());
  }

  @Test
  void aShortValueIsFoundWhereAParameterOrANameSaysSo() {
    EventDraft draft = new EventDraft();
    draft.set(EventField.USER_ID, "5");
    draft.set(EventField.MESSAGE, "sign-in of 5 failed");
    draft.set(EventField.TARGET_TYPE, "user");
    draft.set(EventField.TARGET_ID, "5");
    draft
        .putDetail("user", 5)
        .putDetail("attempt", 5)
        .putDetail("text", "5")
        .putDetail("customer", Map.of("id", 5, "age", 5))
        .putDetail("by_name", List.of(Map.of("name", "userId", "value", "5")))
        .addChange("owner", 4, 5)
        .addChange("count", 4, 5);
    SecurityEvent event = event(draft, new Object[] {5});
    String pseudonym = pseudonyms.of("5");
    assertThat(event.message()).isEqualTo("sign-in of " + pseudonym + " failed");
    assertThat(event.targetId()).isEqualTo(pseudonym);
    assertThat(event.details())
        .containsOnly(
            entry("user", pseudonym),
            entry("attempt", 5L),
            entry("text", "5"),
            entry("customer", Map.of("id", pseudonym, "age", 5L)),
            entry("by_name", List.of(Map.of("name", "userId", "value", pseudonym))));
    assertThat(event.changes().get(0).newValue()).isEqualTo(pseudonym);
    assertThat(event.changes().get(1).newValue()).isEqualTo(5L);
    EventDraft without = new EventDraft();
    without.set(EventField.USER_ID, "5");
    without.set(EventField.MESSAGE, "5 attempts left");
    assertThat(event(without, new Object[] {"bob"}).message()).isEqualTo("5 attempts left");
  }

  @Test
  void numbersNamesAndOtherFieldsFollow() {
    EventDraft draft = new EventDraft().setType(EventType.API_ACCESS);
    draft.set(EventField.USER_ID, "48151623");
    draft.set(EventField.USER_NAME, "Grace Hopper");
    draft.set(EventField.IP_ADDRESS, "203.0.113.7");
    draft.setServiceId(48151623);
    draft
        .putDetail("customer 48151623", "x")
        .putDetail("n", 48151623)
        .putDetail("d", 48151623.0)
        .putDetail("deep", List.of(Map.of("who", "Grace Hopper", "at", "203.0.113.7")))
        .putRequestHeader("X-Forwarded-For", "203.0.113.7, 10.0.0.1")
        .addIndicator("seen 203.0.113.7")
        .addComplianceTag("case-48151623");
    draft.set(EventField.CORRELATION_ID, "48151623-a");
    SecurityEvent event = event(draft, null);
    String user = pseudonyms.of("48151623");
    String address = pseudonyms.of("203.0.113.7");
    assertThat(event.userId()).isEqualTo(user);
    assertThat(event.userName()).isEqualTo(pseudonyms.of("Grace Hopper"));
    assertThat(event.ipAddress()).isEqualTo(address);
    assertThat(event.get(EventField.SERVICE_ID)).isEqualTo(user);
    assertThat(event.details())
        .containsOnly(
            entry("customer " + user, "x"),
            entry("n", user),
            entry("d", user),
            entry("deep", List.of(Map.of("who", pseudonyms.of("Grace Hopper"), "at", address))));
    assertThat(event.requestHeaders())
        .containsExactly(entry("X-Forwarded-For", address + ", 10.0.0.1"));
    assertThat(event.indicators()).containsExactly("seen " + address);
    assertThat(event.complianceTags()).contains("case-" + user);
    assertThat(event.get(EventField.CORRELATION_ID)).isEqualTo(user + "-a");
    assertThat(draft.redactedValues()).isZero();
    assertThat(draft.addressFamily()).as("for the risk").isEqualTo(4);
  }

  @Test
  void twiceIsOnce() {
    EventDraft draft = new EventDraft();
    draft.set(EventField.USER_ID, "2026");
    draft.set(EventField.IP_ADDRESS, "203.0.113.7");
    draft.set(EventField.MESSAGE, "user 2026 from 203.0.113.7 at https://2026:pw@shop/users/2026");
    SecurityEvent once = event(draft, null);
    redactor.redact(draft);
    SecurityEvent twice = draft.toEvent();
    assertThat(twice.userId()).isEqualTo(once.userId());
    assertThat(twice.ipAddress()).isEqualTo(once.ipAddress());
    assertThat(twice.message()).startsWith("user " + once.userId() + " from " + once.ipAddress());
  }

  @Test
  void aSecretInAUserIdIsNotKeptUnderTheKey() {
    EventDraft draft = new EventDraft();
    String card = "4111" + "111111111111";
    draft.set(EventField.USER_ID, card);
    draft.set(EventField.MESSAGE, "sign-in of " + card);
    SecurityEvent event = event(draft, null);
    assertThat(event.userId()).isEqualTo("[redacted:card]");
    assertThat(event.message()).isEqualTo("sign-in of [redacted:card]");
    EventDraft other = new EventDraft();
    other.set(EventField.USER_ID, "bob password=hunter2");
    other.set(EventField.MESSAGE, "sign-in of bob password=hunter2");
    SecurityEvent second = event(other, null);
    assertThat(second.userId()).isEqualTo(pseudonyms.of("bob password=[redacted:password]"));
    assertThat(second.message()).isEqualTo("sign-in of " + second.userId());
  }

  @Test
  void aTextThatWasCutDoesNotEndWithTheFirstWordsOfAName() {
    EventDraft draft = new EventDraft();
    draft.set(EventField.USER_NAME, "Wilhelmina Hopper of Arlington");
    draft.set(EventField.MESSAGE, "Wilhelmina Hopper of Arlington ".repeat(1_000));
    SecurityEvent event = event(draft, null);
    assertThat(event.isTruncated()).isTrue();
    assertThat(event.message()).doesNotContain("Wilhelmina", "Hopper");
  }

  @Test
  void whatIsNoAddressIsNotKeptPlainlyEither() {
    EventDraft draft = new EventDraft();
    draft.set(EventField.IP_ADDRESS, "203.0.113.7, 10.0.0.1");
    draft.putRequestHeader("X-Forwarded-For", "203.0.113.7, 10.0.0.1");
    SecurityEvent event = event(draft, null);
    String pseudonym = pseudonyms.of("203.0.113.7, 10.0.0.1");
    assertThat(event.details()).containsExactly(entry("ip_address_invalid", pseudonym));
    assertThat(event.requestHeaders()).containsExactly(entry("X-Forwarded-For", pseudonym));
  }

  /** Work that grew with the square of the length would take minutes here. */
  @Test
  void hostileTextsAreNoMoreWorkThanOthers() {
    String user = "a ".repeat(250) + "b";
    EventDraft draft = new EventDraft();
    draft.set(EventField.USER_ID, user);
    draft.set(EventField.IP_ADDRESS, "2001:db8::1");
    for (int i = 0; i < 60; i++) {
      draft.putDetail("a" + i, "a ".repeat(8_000));
      draft.putDetail("b" + i, "a:".repeat(8_000));
      draft.putDetail("c" + i, "p1:2026-11:".repeat(1_400));
    }
    assertThat(event(draft, null).userId()).isEqualTo(pseudonyms.of(user));
  }
}
