package dev.tocsin.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final Redactor REDACTOR = Redactor.standard();

  private static SecurityEvent redacted(Redactor redactor, EventDraft draft) {
    redactor.redact(draft.setType(EventType.API_ACCESS));
    return draft.toEvent();
  }

  @Test
  void everySecretOfTheCorpusGivesWayToTheMarkOfItsKind() {
    List<Corpus.Planted> corpus = Corpus.secrets();
    assertThat(corpus).hasSizeGreaterThanOrEqualTo(500);
    for (Corpus.Planted planted : corpus) {
      String redacted = REDACTOR.redact(planted.text());
      assertThat(redacted)
          .as(planted.text())
          .contains("[redacted:" + planted.kind() + "]")
          .doesNotContain(planted.secrets());
      assertThat(REDACTOR.redact(redacted)).as("again").isEqualTo(redacted);
    }
    System.out.println("redaction: " + corpus.size() + " secrets, none came out");
  }

  /** Marks that a second look took for a name, for a user with a password, or cut in two. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2 digest",
        "sid=abcdef0123456789abcdef id",
        "https://Cookie=(]@",
        "-----BEGIN PRIVATE"
            + " KEY----------END "
            + "some sixty letters of prose, and no end of it in sight, as [redacted:token]"
      })
  void whatIsRedactedOnceStaysAsItIs(String text) {
    EventDraft draft =
        new EventDraft().putDetail(text, text).putDetail("list", List.of(Map.of(text, text)));
    SecurityEvent once = redacted(REDACTOR, draft);
    assertThat(draft.redactedValues()).isPositive();
    assertThat(redacted(REDACTOR, once.toDraft())).isEqualTo(once);
    assertThat(REDACTOR.redact(REDACTOR.redact(text))).isEqualTo(REDACTOR.redact(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"password\t=hunter2", "password\t= hunter2", "\"password\"\t:\thunter2"})
  void aTabMayStandBesideASeparator(String text) {
    assertThat(REDACTOR.redact(text)).endsWith("[redacted:password]");
  }

  @Test
  void lookAlikesStay() {
    List<Corpus.LookAlike> corpus = Corpus.lookAlikes();
    assertThat(corpus).hasSizeGreaterThanOrEqualTo(500);
    List<String> redacted = new ArrayList<>();
    for (Corpus.LookAlike each : corpus) {
      EventDraft draft = new EventDraft();
      if (each.detail().isEmpty()) {
        draft.set(EventField.MESSAGE, each.text());
      } else {
        draft.putDetail(each.detail(), each.text());
      }
      redacted(REDACTOR, draft);
      if (draft.redactedValues() > 0) {
        redacted.add(each.toString());
      }
    }
    System.out.println(
        "redaction: " + corpus.size() + " look-alikes, " + redacted.size() + " redacted");
    assertThat(redacted).hasSizeLessThanOrEqualTo(corpus.size() / 100);
  }

  @Test
  void aNumberThatOnlyPassesTheCheckIsNoCard() {
    assertThat(REDACTOR.redact("1234567812345670 7992739871300001 0000000000000000"))
        .isEqualTo("1234567812345670 7992739871300001 0000000000000000");
    assertThat(REDACTOR.redact("4" + "111111111111112")).startsWith("4111");
    assertThat(REDACTOR.redact("3782" + "8224631000")).as("one digit short").startsWith("3782");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PASSWORD",
        "Password",
        "user_password",
        "userPassword",
        "user-password",
        "user.password",
        "userpassword",
        "old_password",
        "passwordOld",
        "password2",
        "passwd",
        "pwd",
        "db_pwd",
        "secret",
        "client_secret",
        "clientSecret",
        "token",
        "access_token",
        "accessToken",
        "X-Auth-Token",
        "refresh_token",
        "csrf_token",
        "api_key",
        "apiKey",
        "X-Api-Key",
        "authorization",
        "Proxy-Authorization",
        "Cookie",
        "Set-Cookie",
        "session",
        "session_id",
        "JSESSIONID",
        "sid",
        "pin",
        "user_pin",
        "cardPIN",
        "cvv",
        "CVV2",
        "cvc",
        "otp",
        "totp_code",
        "private_key",
        "privateKey",
        "ssn",
        "iban",
        "password_hash",
        "user[password]",
        "credentials",
        "connection_string",
        "passphrase",
        "mfa_code"
      })
  void theseNamesAreSecret(String name) {
    assertThat(SecretNames.BUILT_IN.of(name)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "1",
        "-",
        "token_count",
        "password_changed_at",
        "session_count",
        "pin_verified",
        "passwordless",
        "tokenize",
        "tokenizer",
        "authorization_failure",
        "cookie_consent",
        "spin",
        "opinion",
        "compass",
        "bypass",
        "secretary",
        "key",
        "key_id",
        "public_key",
        "session_timeout",
        "next_page_token",
        "card_brand",
        "passport",
        "passenger",
        "sidebar",
        "inside",
        "author",
        "tokenType",
        "hash",
        "value",
        "old",
        "new_value"
      })
  void theseNamesAreNot(String name) {
    assertThat(SecretNames.BUILT_IN.of(name)).isNull();
  }

  @Test
  void ownNamesOfFieldsAndTypesAreNeverSecret() {
    for (EventType type : EventTypes.builtIn().all()) {
      assertThat(REDACTOR.redact("event=" + type.name() + " type: " + type.name()))
          .contains("event=" + type.name() + " type: " + type.name());
    }
    assertThat(
            EventField.all().stream()
                .map(EventField::jsonName)
                .filter(name -> SecretNames.BUILT_IN.of(name) != null))
        .containsExactly("session_id");
  }

  @Test
  void valuesUnderSecretNamesGoWhateverTheyAre() {
    EventDraft draft =
        new EventDraft()
            .putDetail("password", "correct horse")
            .putDetail("pin", 4821)
            .putDetail("card", 4111111111111111L)
            .putDetail("card_as_double", 4111111111111111.0)
            .putDetail("token", true)
            .putDetail("api_key", null)
            .putDetail("tokens", 512)
            .putDetail("login", Map.of("user", "bob", "deep", Map.of("passwd", List.of("a", "b"))))
            .putDetail("headers", List.of(Map.of("name", "X-Api-Key", "value", "abc")))
            .putDetail("session", Map.of("id", "abc", "age", 5))
            .putDetail("4111" + "111111111111", "declined");
    SecurityEvent event = redacted(REDACTOR, draft);
    assertThat(event.details())
        .containsOnly(
            entry("password", "[redacted:password]"),
            entry("pin", "[redacted:pin]"),
            entry("card", "[redacted:card]"),
            entry("card_as_double", "[redacted:card]"),
            entry("token", true),
            entry("api_key", null),
            entry("tokens", 512L),
            entry(
                "login",
                Map.of(
                    "user",
                    "bob",
                    "deep",
                    Map.of("passwd", List.of("[redacted:password]", "[redacted:password]")))),
            entry("headers", List.of(Map.of("name", "X-Api-Key", "value", "[redacted:key]"))),
            entry("session", Map.of("id", "[redacted:session]", "age", 5L)),
            entry("[redacted:card]", "declined"));
    assertThat(draft.redactedValues()).isEqualTo(8);
  }

  @Test
  void changesHeadersIndicatorsAndTagsAreRedacted() {
    EventDraft draft =
        new EventDraft()
            .setType(EventType.API_ACCESS)
            .addChange("password", "old one", "new one")
            .addChange("note", "pwd=hunter2", 4111111111111111L)
            .putRequestHeader("Authorization", "Bearer abc")
            .putRequestHeader("Accept", "text/html")
            .addIndicator("token=abc123")
            .addComplianceTag("password=hunter2");
    SecurityEvent event = redacted(REDACTOR, draft);
    assertThat(event.changes().toString())
        .doesNotContain("old one", "new one", "hunter2", "4111")
        .contains("note", "pwd=[redacted:password]", "[redacted:card]");
    assertThat(event.requestHeaders())
        .containsExactly(
            entry("Authorization", "[redacted:authorization]"), entry("Accept", "text/html"));
    assertThat(event.indicators()).containsExactly("token=[redacted:token]");
    assertThat(event.complianceTags())
        .containsAll(EventType.API_ACCESS.complianceTags())
        .contains("password=[redacted:password]");
  }

  @Test
  void aUrlStaysOne() {
    assertThat(
            REDACTOR.redact("https://bob:hunter2@shop.example.com:8443/a?token=abc123&page=2#top"))
        .isEqualTo(
            "https://bob:[redacted:password]@shop.example.com:8443/a?token=[redacted:token]"
                + "&page=2#top");
  }

  @Test
  void aFormStaysOne() {
    assertThat(
            REDACTOR.redact("user%5Bpassword%5D=hunter2&user%5Bname%5D=bob&user[pin]=4821&a[]=5"))
        .isEqualTo(
            "user%5Bpassword%5D=[redacted:password]&user%5Bname%5D=bob"
                + "&user[pin]=[redacted:pin]&a[]=5");
  }

  @Test
  void sessionsAreHashedWhereverTheyStand() {
    SessionHasher sessions = new SessionHasher(new byte[32]);
    String hash = sessions.hash("8f14e45fceea167a");
    Redactor redactor = Redactor.of(RedactionRules.STANDARD, sessions);
    EventDraft draft = new EventDraft().putDetail("session_id", "8f14e45fceea167a");
    draft.set(EventField.SESSION_ID, "8f14e45fceea167a");
    draft.set(EventField.MESSAGE, "session 8f14e45fceea167a (sid=8f14e45fceea167a) began");
    draft.set(EventField.TARGET_TYPE, "session");
    draft.set(EventField.TARGET_ID, "8f14e45fceea167a");
    SecurityEvent event = redacted(redactor, draft);
    assertThat(event.sessionId()).isEqualTo(hash);
    assertThat(event.details()).containsExactly(entry("session_id", hash));
    assertThat(event.message()).isEqualTo("session " + hash + " (sid=" + hash + ") began");
    assertThat(event.targetId()).isEqualTo(hash);
    assertThat(redactor.redact("sid=" + hash)).isEqualTo("sid=" + hash);
  }

  @Test
  void userRulesComeFirstAndKeepExempts() {
    Redactor redactor =
        Redactor.of(
            new RedactionRules(
                true,
                List.of("customer_note", "user_agent"),
                List.of(RedactionRules.pattern("EMP-(\\d{6})")),
                List.of("order_token")),
            null);
    EventDraft draft =
        new EventDraft()
            .putDetail("customerNote", "calls back")
            .putDetail("order_token", "token=abc123")
            .putDetail("staff", List.of("EMP-123456", 5));
    draft.set(EventField.USER_AGENT, "curl/8");
    draft.set(EventField.MESSAGE, "EMP-123456 and EMP-654321, customer_note=x");
    SecurityEvent event = redacted(redactor, draft);
    assertThat(event.details())
        .containsOnly(
            entry("customerNote", "[redacted:field]"),
            entry("order_token", "token=abc123"),
            entry("staff", List.of("EMP-[redacted:pattern]", 5L)));
    assertThat(event.userAgent()).isEqualTo("[redacted:field]");
    assertThat(event.message())
        .isEqualTo(
            "EMP-[redacted:pattern] and EMP-[redacted:pattern], customer_note=[redacted:field]");
  }

  @Test
  void theStrictestOfSeveralRulesHolds() {
    RedactionRules a = new RedactionRules(true, List.of("x"), List.of(), List.of("k", "a"));
    RedactionRules b = new RedactionRules(true, List.of("y"), List.of(), List.of("k", "b"));
    assertThat(RedactionRules.strictest(List.of(a, RedactionRules.OFF, b)))
        .isEqualTo(new RedactionRules(true, List.of("x", "y"), List.of(), List.of("k")));
    assertThat(RedactionRules.strictest(List.of(RedactionRules.OFF))).isEqualTo(RedactionRules.OFF);
    assertThat(RedactionRules.strictest(List.of())).isEqualTo(RedactionRules.STANDARD);
  }

  /**
   * Four million characters of what makes a careless scanner begin again and again: work that grew
   * with the square of the length would take hours.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4",
        "4 ",
        "4111 1111 ",
        "a:",
        "a=",
        "token:",
        "pan=",
        "password=\"",
        "password=\\\"",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "eyJ",
        "eyJ.",
        "eyJhbGciOiJIUzI1NiJ9",
        "://",
        "://a:b/",
        "//a:b",
        " //a:",
        "%3A%2F%2F",
        "%3A%2F%2Fa%3A",
        "%3A//a:@",
        "://a:",
        "@",
        "<pin>",
        "<",
        ">",
        "token[",
        "token{",
        "]=",
        "_=",
        " =",
        "bearer ",
        "basic QUFB",
        "%3D",
        "pin%3D",
        "[0]=",
        "[]",
        "%5D=",
        "%5B%5D%3D",
        "%61=",
        "%61",
        "+=",
        "\t=",
        "cookie: ",
        "--a ",
        "-u ",
        "\\",
        "\"value\":",
        "&a",
        "a.",
        "AKIA",
        "thin:a/",
        "1:AA",
        "x8Q~",
        "Authorization: Digest ",
        "=>",
        "[redacted:"
      })
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void workGrowsWithTheLengthAndNoFaster(String piece) {
    String text = piece.repeat(4_000_000 / piece.length());
    assertThat(REDACTOR.redact(text)).isNotEmpty();
    assertThat(REDACTOR.redact("token: " + text)).isNotEmpty();
  }

  @Test
  void aUserAgentThatIsKnownVouchesForNoOther() {
    // Both are of one length and agree in the characters by which the known ones are sorted.
    String clean = "x".repeat(200);
    String secret = "x".repeat(177) + "password=hunter2;" + "x".repeat(6);
    for (String agent : new String[] {clean, clean, secret, clean, secret}) {
      EventDraft draft = new EventDraft();
      draft.set(EventField.USER_AGENT, agent);
      SecurityEvent event = redacted(REDACTOR, draft);
      assertThat(event.userAgent()).as(agent).isEqualTo(REDACTOR.redact(agent));
      assertThat(draft.redactedValues()).isEqualTo(agent.equals(secret) ? 1 : 0);
    }
  }

  @Test
  void aNameThatIsKnownAsPlainStillHidesASession() {
    String session = "a8f5c2e19b7d4f60";
    for (boolean known : new boolean[] {false, true}) {
      EventDraft draft = new EventDraft().putDetail(session, "left");
      if (known) {
        draft.set(EventField.SESSION_ID, session);
      }
      assertThat(redacted(REDACTOR, draft).details().containsKey(session)).isNotEqualTo(known);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer hbGciOiJIUzI1,", "token%3D4111 ", "-u ://]", "password://Digest "})
  void aNameThatHadASecretInItIsLeftAloneAfterwards(String name) {
    SecurityEvent once = redacted(REDACTOR, new EventDraft().putDetail(name, "left"));
    assertThat(once.details()).containsValue("left").doesNotContainKey(name);
    assertThat(redacted(REDACTOR, once.toDraft())).isEqualTo(once);
  }

  @Test
  void anEventWithoutSecretsMakesNoGarbage() {
    EventDraft draft = new EventDraft().setType(EventType.AUTH_FAILURE);
    draft.set(EventField.USER_ID, "user-48151");
    draft.set(EventField.MESSAGE, "sign-in failed: wrong pin, 2 attempts left at 10:30:45");
    draft.set(
        EventField.REQUEST_URL,
        "https://shop.example.com/sign-in?next=%2Fcart%3Fa%3D1&user%5Bname%5D=ann&ids[]=4&lang=de");
    draft.set(EventField.CORRELATION_ID, "3f2a9c1e-7b44-4d1a-9e0f-5c2b8a7d6e10");
    draft.putDetail("reason", "wrong_pin").putDetail("attempt", 3);
    draft.putRequestHeader("Accept", "text/html").addIndicator("curl");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 20_000; i++) {
      REDACTOR.redact(draft);
    }
    long[] bytes = new long[5];
    for (int round = 0; round < bytes.length; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        REDACTOR.redact(draft);
      }
      bytes[round] = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(Arrays.stream(bytes).min().getAsLong()).isLessThan(10_000);
    assertThat(draft.redactedValues()).isZero();
  }

  @Test
  void patternsThatCantBeUsedAreRefused() {
    assertThatThrownBy(() -> RedactionRules.pattern("a(?=b)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pattern \"a(?=b)\": ")
        .hasMessageEndingWith("; use RE2's syntax, which has no lookaround and no back references");
    assertThatThrownBy(() -> RedactionRules.pattern("x*"))
        .hasMessage("pattern \"x*\": matches the empty text; say what must be there");
    assertThatThrownBy(() -> RedactionRules.pattern("x".repeat(1_001)))
        .hasMessage("pattern of 1001 characters: use at most 1000, or several elements");
    assertThatThrownBy(() -> RedactionRules.name("timestamp"))
        .hasMessageStartingWith("field \"timestamp\": can't be redacted nor exempted");
    assertThatThrownBy(() -> RedactionRules.name(" 4 ")).hasMessageStartingWith("field \" 4 \": ");
  }
}
