package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.Markers;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Pseudonym;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.fixture.SmallDisk;
import dev.tocsin.journal.Verifier;
import dev.tocsin.keys.PeriodKeys;
import dev.tocsin.privacy.PseudonymReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.config.ConfigurationException;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * T16: nobody's id, name or address reaches a file, by whichever way it comes in and whichever way
 * the event goes out; who holds the key restores it, and who destroys the key has erased it.
 */
class PseudonymizeTest {
  private static final List<String> USERS =
      List.of(
          "mallory.q@example.org",
          "u-48151",
          "4815162342",
          "Grace Hopper",
          "Müller-Lüdenscheidt",
          "山田太郎",
          "CN=Ada Lovelace,OU=Engines",
          "DOMAIN\\trent",
          "o'brien \"bob\"",
          "a+b&c=d",
          "peggy_83",
          "víctor",
          "9f86d081884c7d65");
  private static final List<String> ADDRESSES =
      List.of("203.0.113.77", "198.51.100.9", "2001:db8:85a3::8a2e:370:7334", "fe80::1");
  private static final List<String> PLACES =
      List.of(
          "%s",
          "sign-in of %s failed",
          "user=%s;role=auditor",
          "{\"user\":\"%s\",\"n\":1}",
          "who: '%s', (%s), <%s> [%s]/%s.",
          "%s\n%s\t%s|%s,%s");

  @TempDir private Path folder;

  private static String pseudonymize(String keys) {
    return "<Pseudonymize keys=\"" + keys + "\"/>";
  }

  private Path keys() {
    return folder.resolve("people");
  }

  private LogSetup audit(String attributes) {
    return LogSetup.audit(logs(), attributes, pseudonymize(keys().toString()));
  }

  private Path logs() {
    return folder.resolve("logs");
  }

  private PseudonymReader reader() {
    return new PseudonymReader(new PeriodKeys(keys(), new SecureRandom()));
  }

  private @Nullable String restored(@Nullable String pseudonym) throws IOException {
    return reader()
        .value(Objects.requireNonNull(Pseudonym.parse(Objects.requireNonNull(pseudonym))));
  }

  /**
   * Logs a text that names the user and one that names the address in every place, by every way.
   */
  private static void logEverywhere(LogSetup log, String user, String address, String place) {
    String text = place.replace("%s", user);
    String from = place.replace("%s", address);
    String encoded = URLEncoder.encode(user, UTF_8);
    // All events name who acted and from where: the text of one that does not says nothing of it.
    ThreadContext.put("user_id", user);
    ThreadContext.put("user.name", user);
    ThreadContext.put("client.address", address);
    String url = "https://shop.example.com/users/" + encoded + "?u=" + encoded + "&ip=" + address;
    log.security()
        .event(EventType.API_ACCESS)
        .user(user)
        .userName(user)
        .ip(address)
        .tenant(text)
        .target("account", user)
        .service(from)
        .userAgent(text)
        .request(from, url)
        .requestHeader("X-Forwarded-For", address + ", 10.1.2.3")
        .requestHeader("X-User", user)
        .requestHeader(text, from)
        .requestBody(text)
        .responseBody(from)
        .message(text + " from " + from)
        .indicator(text)
        .complianceTag(from)
        .correlation(text)
        .parent(from)
        .trace(text, from)
        .change("owner", user, List.of(text, from))
        .change(text, from, 1)
        .detail("note", text)
        .detail("deep", Map.of("list", List.of(Map.of("note", text, "at", from))))
        .detail(text, "as a name")
        .thrown(new IllegalStateException(text + " " + from))
        .log();
    log.security().authAttempt(user, false);
    log.security().suspicious(address, "seen " + from, Map.of("where", from));
    log.logger().warn(Markers.AUTH_FAILURE, "of {} at {}", text, from, new IOException(text));
    ThreadContext.put("url.full", url);
    ThreadContext.put("note", text);
    log.logger().warn(Markers.AUTH_FAILURE, "of {} at {}", text, from, new IOException(text));
    log.logger().warn(Markers.AUTH_FAILURE, new ObjectMessage(text));
    log.logger()
        .warn(
            Markers.AUTH_FAILURE,
            new StringMapMessage()
                .with("user_id", user)
                .with("ip_address", address)
                .with("note", text + " " + from));
    StructuredDataMessage data = new StructuredDataMessage("transfer", text, "api_access");
    data.put("user.id", user);
    data.put("client.address", address);
    data.put("note", from);
    log.logger().error(data);
    log.security().event(EventType.API_ACCESS).ip("[" + address + "]:80").user(user).log();
    ThreadContext.clearMap();
  }

  @Test
  void nobodyIsInAFileByAnyWayInOrOut() throws IOException {
    String layouts =
        """
        <Configuration status="off">
          <Appenders>
            <File name="json" fileName="DIR/json.txt"><SecurityEventLayout contextDetails="*"/></File>
            <SecurityAudit name="audit" fileName="DIR/logs/security_audit.log"
                captureBodies="true" contextDetails="*">
              <Pseudonymize keys="DIR/people"/>
            </SecurityAudit>
            <File name="text" fileName="DIR/text.txt"><SecurityEventLayout format="text"/></File>
            <File name="pattern" fileName="DIR/pattern.txt">
              <PatternLayout pattern="%securityEvent{json} %securityEvent %securityEvent{user_id}%n"
                  alwaysWriteExceptions="false"/>
            </File>
            <File name="template" fileName="DIR/template.txt">
              <JsonTemplateLayout eventTemplate='{"event": {"$resolver": "securityEvent"}}'/>
            </File>
          </Appenders>
          <Loggers>
            <Root level="error">
              <AppenderRef ref="json"/><AppenderRef ref="audit"/><AppenderRef ref="text"/>
              <AppenderRef ref="pattern"/><AppenderRef ref="template"/>
            </Root>
          </Loggers>
        </Configuration>
        """;
    int calls = 0;
    try (LogSetup log = LogSetup.start(folder, layouts)) {
      for (int i = 0; i < USERS.size(); i++) {
        for (String place : PLACES) {
          String user = USERS.get(i);
          String address = ADDRESSES.get(i % ADDRESSES.size());
          logEverywhere(log, user, address, place);
          calls++;
        }
      }
    }
    List<SecurityEvent> events = LogSetup.eventsOfCalls(logs());
    assertThat(events).hasSize(calls * 9);
    List<String> out = new ArrayList<>();
    int looked = 0;
    for (Path file : List.of(logs(), folder)) {
      try (var files = Files.list(file)) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          looked++;
          for (String line : Files.readAllLines(each)) {
            for (String value : values()) {
              if (line.contains(value)) {
                out.add(each.getFileName() + ": " + value + " in " + line);
              }
            }
          }
        }
      }
    }
    System.out.println(
        "pseudonyms: "
            + values().size()
            + " forms of values by "
            + calls * 9
            + " calls, "
            + looked
            + " files, "
            + out.size()
            + " came out");
    assertThat(out).isEmpty();
    SecurityEvent first = events.get(0);
    assertThat(restored(first.userId())).isEqualTo(USERS.get(0));
    assertThat(restored(first.ipAddress())).isEqualTo(ADDRESSES.get(0));
    assertThat(events.get(1).userId()).as("equal ones are equal").isEqualTo(first.userId());
  }

  /** As they come, as URLs have them, and as JSON escapes them. */
  private static List<String> values() {
    List<String> values = new ArrayList<>(ADDRESSES);
    for (String user : USERS) {
      values.add(user);
      values.add(URLEncoder.encode(user, UTF_8));
      values.add(user.replace("\\", "\\\\").replace("\"", "\\\""));
    }
    return values.stream().distinct().toList();
  }

  @Test
  void whatTheLayoutsOfLog4jPrintOfASecurityLoggersCallHasPseudonyms() {
    try (LogSetup log = audit("")) {
      KeepingAppender kept = KeepingAppender.addTo(log.context());
      log.security().authAttempt("mallory", false);
      log.security().suspicious("203.0.113.77", "many", Map.of());
      assertThat(kept.messages()).hasSize(2).noneMatch(text -> text.contains("mallory"));
      assertThat(kept.messages().get(1)).contains("ip=p1:").doesNotContain("203.0.113.77");
    }
  }

  @Test
  void theFallbackFileAndStandardErrorHavePseudonyms() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      try (LogSetup log = LogSetup.audit(disk.folder(), "", pseudonymize(keys().toString()))) {
        log.security().authAttempt("mallory", false);
        disk.fill(disk.folder().resolve("ballast"));
        String printed =
            Captured.standardError(
                () -> {
                  for (int i = 0; i < 30; i++) {
                    log.security()
                        .event(EventType.AUTH_FAILURE)
                        .user("mallory")
                        .ip("203.0.113.77")
                        .message("sign-in of mallory failed")
                        .log();
                  }
                });
        Path fallback = disk.folder().resolve("security_audit.log.fallback");
        String elsewhere = Files.exists(fallback) ? Files.readString(fallback) : "";
        assertThat(printed + elsewhere)
            .contains("\"user_id\":\"p1:")
            .doesNotContain("mallory", "203.0.113.77");
        Files.delete(disk.folder().resolve("ballast"));
        await().until(() -> log.lastEvent().type().equals(EventType.AUDIT_DROPPED));
      }
    }
  }

  @Test
  void aDestroyedKeyErasesItsEventsAndTheChainStaysWhole() throws IOException {
    try (LogSetup log = audit("")) {
      log.security().authAttempt("mallory", false);
      log.security().suspicious("203.0.113.77", "many", Map.of());
    }
    SecurityEvent event = LogSetup.events(logs()).get(0);
    assertThat(restored(event.userId())).isEqualTo("mallory");
    PeriodKeys periods = new PeriodKeys(keys(), new SecureRandom());
    assertThat(periods.periods()).hasSize(1);
    Files.delete(periods.file(periods.periods().get(0)));
    assertThat(restored(event.userId())).isNull();
    assertThat(new Verifier().verify(logs()).findings()).isEmpty();
    try (LogSetup log = audit("")) {
      log.security().authAttempt("mallory", false);
      assertThat(log.lastEvent().userId()).startsWith("p0:").isNotEqualTo(event.userId());
      assertThat(
              AuditRegistry.tally(logs().resolve("security_audit.log")).counters().unrestorable())
          .isEqualTo(1);
    }
    assertThat(periods.periods()).isEmpty();
    assertThat(new Verifier().verify(logs()).findings()).isEmpty();
    assertThat(Files.readString(logs().resolve("security_audit.log"))).doesNotContain("mallory");
  }

  @Test
  void anAttackerIsStillSuspiciousAfterARestartWhileTheKeyIsThere() {
    try (LogSetup log = audit("")) {
      log.security().event(EventType.SQL_INJECTION_ATTEMPT).ip("203.0.113.77").log();
      log.security().event(EventType.AUTH_FAILURE).ip("203.0.113.77").log();
      assertThat(log.lastEvent().riskScore()).isEqualTo(2.3);
    }
    try (LogSetup log = audit("")) {
      await()
          .untilAsserted(
              () -> {
                log.security().event(EventType.AUTH_FAILURE).ip("203.0.113.77").log();
                assertThat(log.lastEvent().riskScore()).isEqualTo(2.3);
              });
      log.security().event(EventType.AUTH_FAILURE).ip("203.0.113.78").log();
      assertThat(log.lastEvent().riskScore()).isEqualTo(1.5);
    }
  }

  @Test
  void onlyTheFieldsThatAreNamedHavePseudonyms() {
    String element = "<Pseudonymize keys='" + keys() + "' fields='ip_address' period='day'/>";
    try (LogSetup log = LogSetup.audit(logs(), "", element)) {
      log.security().event(EventType.AUTH_FAILURE).user("mallory").ip("203.0.113.77").log();
      assertThat(log.lastEvent().userId()).isEqualTo("mallory");
      assertThat(log.lastEvent().ipAddress()).matches("p1:\\d{4}-\\d\\d-\\d\\d:[a-z2-7]{52}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "redaction=\"off\""})
  void withAndWithoutRedaction(String attributes) {
    try (LogSetup log = audit(attributes)) {
      log.security().event(EventType.AUTH_FAILURE).user("mallory").message("of mallory").log();
      assertThat(log.lastEvent().message()).startsWith("of p1:");
    }
  }

  @Test
  void aFolderThatCantBeWrittenStopsTheStartAndAReloadGoesOnAsItWas() throws IOException {
    Files.writeString(keys(), "in the way");
    assertThatThrownBy(() -> audit(""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("SecurityAudit \"audit\": Pseudonymize keys: " + keys())
        .hasMessageEndingWith(": is no folder; name another one, or move it away");
    assertThat(logs().resolve("security_audit.log")).doesNotExist();
    Path other = folder.resolve("others");
    try (LogSetup log = LogSetup.audit(logs(), "", pseudonymize(other.toString()))) {
      String xml =
          LogSetup.auditXml("", pseudonymize(keys().toString())).replace("DIR", logs().toString());
      assertThatThrownBy(() -> log.reconfigure(xml)).hasMessageContaining("Pseudonymize keys: ");
      log.security().authAttempt("mallory", false);
      assertThat(log.lastEvent().userId()).startsWith("p1:");
    }
  }

  /** Each process makes the key if it is not there, and all end up with one. */
  @Test
  void processesThatStartAtOnceShareAKey() throws Exception {
    List<ChildJvm> children = new ArrayList<>();
    List<String> pseudonyms = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        children.add(ChildJvm.start(PseudonymOf.class, List.of(), keys().toString(), "mallory"));
      }
      for (ChildJvm child : children) {
        pseudonyms.addAll(child.outcome());
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
    assertThat(pseudonyms).hasSize(4).allMatch(each -> each.equals(pseudonyms.get(0)));
    assertThat(restored(pseudonyms.get(0))).isEqualTo("mallory");
    try (var files = Files.list(keys())) {
      assertThat(files).as("no temporary file is left").hasSize(2);
    }
  }

  @Test
  void rulesSeeWhoItIsAndTheirEventsDoNotSayIt() throws Exception {
    String ip = "203.0.113.77";
    String network = "2001:db8:85a3:1::/64";
    String rules = pseudonymize(keys().toString()) + "<Rules/>";
    for (int run = 0; run < 2; run++) {
      try (LogSetup log = LogSetup.audit(logs(), "", rules)) {
        log.awaitRules();
        // What the run before counted is read back from pseudonyms.
        for (int i = 0; i < 3; i++) {
          log.security().event(EventType.AUTH_FAILURE).ip(ip).log();
        }
        if (run == 0) {
          assertThat(BlockList.isBlocked(ip)).isFalse();
          log.security().event(EventType.XSS_ATTEMPT).ip("2001:db8:85a3:1::7").log();
        }
        assertThat(BlockList.isBlocked("2001:db8:85a3:1::9")).isTrue();
      }
    }
    List<SecurityEvent> alerts =
        LogSetup.events(logs()).stream()
            .filter(event -> event.type().equals(EventType.ALERT))
            .toList();
    assertThat(alerts).hasSize(2);
    assertThat(Files.readString(logs().resolve("security_audit.log")))
        .doesNotContain(ip)
        .doesNotContain(network)
        .doesNotContain("2001:db8:85a3:1");
    Pseudonym key = Pseudonym.parse(String.valueOf(alerts.get(1).details().get("key")));
    assertThat(reader().value(Objects.requireNonNull(key))).isEqualTo(ip);
  }
}
