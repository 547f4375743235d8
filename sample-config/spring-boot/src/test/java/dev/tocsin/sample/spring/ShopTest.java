package dev.tocsin.sample.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.journal.Verifier;
import dev.tocsin.trail.AuditTrail;
import dev.tocsin.trail.EventQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the shop, attacks it, and looks at what its audit log has. */
class ShopTest {
  @TempDir static Path folder;
  private static ConfigurableApplicationContext shop;
  private static int port;

  @BeforeAll
  static void start() {
    shop =
        SpringApplication.run(
            Shop.class,
            "--server.port=0",
            "--spring.main.banner-mode=off",
            "--tocsin.journal.file=" + folder.resolve("audit.log"),
            "--tocsin.web.trusted-proxies=127.0.0.1");
    port = shop.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    await().until(() -> AuditRegistry.health().get(0).isRulesLive());
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  private static List<SecurityEvent> events(String address, String type) throws IOException {
    AuditTrail trail = AuditTrail.of(List.of(folder), EventTypes.builtIn());
    try (Stream<AuditTrail.Recorded> all =
        trail.events(
            EventQuery.all(),
            what -> {
              throw new AssertionError(what);
            })) {
      return all.map(AuditTrail.Recorded::event)
          .filter(each -> address.equals(each.ipAddress()))
          .filter(each -> each.type().name().equals(type))
          .toList();
    }
  }

  @Test
  void whoTriesPasswordsIsShutOutAndNobodyElse() throws Exception {
    Visitor attacker = new Visitor(port, "203.0.113.7");
    for (int i = 0; i < 5; i++) {
      assertThat(attacker.signIn("bob", "guess" + i)).isFalse();
    }

    assertThat(attacker.get("/login").statusCode()).isEqualTo(403);
    assertThat(attacker.get("/login").headers().firstValue("Retry-After")).isPresent();
    assertThat(new Visitor(port, "198.51.100.20").signIn("bob", "bobs-sample")).isTrue();
    assertThat(events("203.0.113.7", "auth_failure"))
        .hasSize(5)
        .allSatisfy(each -> assertThat(each.userId()).isEqualTo("bob"));
    await().until(() -> events("203.0.113.7", "client_blocked").size() == 1);
    assertThat(events("198.51.100.20", "auth_success")).hasSize(1);
  }

  @Test
  void aPostFromAnotherSiteIsRefusedAndTold() throws Exception {
    Visitor visitor = new Visitor(port, "198.51.100.30");
    assertThat(visitor.signIn("bob", "bobs-sample")).isTrue();

    assertThat(visitor.post("/orders", "article=1").statusCode()).isEqualTo(403);

    assertThat(events("198.51.100.30", "authorization_failure"))
        .singleElement()
        .satisfies(each -> assertThat(each.requestMethod()).isEqualTo("POST"));
  }

  @Test
  void aPageThatIsNotForTheUserIsRefusedAndTold() throws Exception {
    Visitor visitor = new Visitor(port, "198.51.100.40");
    assertThat(visitor.signIn("bob", "bobs-sample")).isTrue();

    assertThat(visitor.get("/admin").statusCode()).isEqualTo(403);
    assertThat(visitor.get("/actuator/tocsin").statusCode()).isEqualTo(403);

    assertThat(events("198.51.100.40", "authorization_failure"))
        .extracting(SecurityEvent::targetId)
        .containsExactly("/admin", "/actuator/tocsin");
    assertThat(events("198.51.100.40", "admin_access")).isEmpty();
  }

  @Test
  void whatAnAdministratorDoesIsTold() throws Exception {
    Visitor visitor = new Visitor(port, "198.51.100.50");
    assertThat(visitor.signIn("ann", "anns-sample")).isTrue();

    assertThat(visitor.get("/admin/orders/c17").body()).contains("4711");
    assertThat(visitor.get("/actuator/tocsin").body()).contains("\"writable\":true");

    assertThat(events("198.51.100.50", "data_export"))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.userId()).isEqualTo("ann");
              assertThat(each.targetId()).isEqualTo("c17");
              assertThat(each.details()).containsEntry("orders", 2L);
            });
    assertThat(events("198.51.100.50", "admin_access"))
        .singleElement()
        .satisfies(each -> assertThat(each.userId()).isEqualTo("ann"));
  }

  @Test
  void theAuditLogVerifies() throws Exception {
    new Visitor(port, "198.51.100.60").get("/");

    assertThat(new Verifier().verify(folder).findings()).isEmpty();
  }
}
