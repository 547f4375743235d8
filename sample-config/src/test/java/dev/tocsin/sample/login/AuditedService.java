package dev.tocsin.sample.login;

import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.encode.EventFormatException;
import dev.tocsin.encode.JsonEventReader;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.JournalLine;
import dev.tocsin.journal.JournalReader;
import dev.tocsin.sample.login.account.SeededUsers;
import dev.tocsin.servlet.ForwardingHeader;
import dev.tocsin.servlet.TrustedProxies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;

/** A running service with a journal of its own, by a clock that the test moves. */
public final class AuditedService implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("token\":\"([A-Za-z0-9_-]+)\"");

  final ManualClock clock = new ManualClock();
  private final Path folder;
  private final LoggerContext log4j;
  private final LoginService service;

  private AuditedService(Path folder, TrustedProxies proxies) throws IOException {
    this.folder = folder;
    this.log4j = Configurator.initialize(configuration(folder));
    String journal = folder.resolve("security_audit.log").toString();
    await()
        .until(
            () ->
                AuditRegistry.health().stream()
                    .anyMatch(each -> each.getJournal().equals(journal) && each.isRulesLive()));
    this.service =
        LoginService.start(LoginServiceConfig.defaults().withClock(clock).withProxies(proxies));
  }

  private static Configuration configuration(Path folder) {
    ConfigurationBuilder<?> log4j = ConfigurationBuilderFactory.newConfigurationBuilder();
    log4j.add(
        log4j
            .newAppender("audit", "SecurityAudit")
            .addAttribute("fileName", folder.resolve("security_audit.log").toString())
            .addAttribute("failurePolicy", "fail-closed"));
    log4j.add(log4j.newRootLogger(Level.INFO).add(log4j.newAppenderRef("audit")));
    return log4j.build(false);
  }

  /** Behind a proxy on this machine. */
  public static AuditedService start(Path folder) throws IOException {
    return new AuditedService(
        folder, TrustedProxies.parse("127.0.0.0/8", ForwardingHeader.FORWARDED));
  }

  /** Reached by its visitors without a proxy. */
  static AuditedService startWithoutProxy(Path folder) throws IOException {
    return new AuditedService(folder, TrustedProxies.none());
  }

  public LoginService service() {
    return service;
  }

  Browser browser() {
    return new Browser(service.uri());
  }

  /** A browser at this address, behind the proxy. */
  Browser browserAt(String address) {
    return browser().with("Forwarded", "for=\"" + address + "\"");
  }

  /** A browser that has gone through a sign-in. */
  Browser signedIn(String user) throws IOException, InterruptedException {
    Browser browser = browser();
    String token = codeFor(browser);
    browser.post("/api/qr/confirm", "token", token, "user", user, "pin", pinOf(user));
    browser.post("/api/qr/session");
    return browser;
  }

  /** The token of a new code. */
  String codeFor(Browser browser) throws IOException, InterruptedException {
    return tokenIn(browser.post("/api/qr").body());
  }

  static String tokenIn(String answer) {
    Matcher token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new AssertionError("no token");
    }
    return token.group(1);
  }

  static String pinOf(String userId) {
    return SeededUsers.of(LoginServiceConfig.defaults().userSeed()).stream()
        .filter(user -> user.id().equals(userId))
        .findFirst()
        .orElseThrow()
        .pin();
  }

  /** What the journal holds now, without what the product says of itself. */
  List<SecurityEvent> events() throws IOException, EventFormatException {
    JsonEventReader json = JsonEventReader.lenient();
    List<SecurityEvent> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalLine line = reader.next(); line != null; line = reader.next()) {
        if (line.isEvent()) {
          SecurityEvent event =
              json.read(line.bytes(), 0, line.bytes().length, EventTypes.builtIn());
          if (!event.type().isReserved()) {
            events.add(event);
          }
        }
      }
    }
    return events;
  }

  List<SecurityEvent> events(EventType type) throws IOException, EventFormatException {
    return events().stream().filter(event -> event.type().equals(type)).toList();
  }

  @Override
  public void close() {
    service.close();
    Configurator.shutdown(log4j);
  }
}
