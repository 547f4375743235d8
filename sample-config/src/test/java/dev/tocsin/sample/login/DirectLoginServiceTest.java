package dev.tocsin.sample.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventField;
import dev.tocsin.event.Provenance;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectLoginServiceTest {

  @Test
  void believesNoForwardingHeaderWhereThereIsNoProxy(@TempDir Path folder) throws Exception {
    try (AuditedService audited = AuditedService.startWithoutProxy(folder)) {
      audited
          .browserAt("203.0.113.7")
          .with("X-Forwarded-For", "203.0.113.7")
          .get("/scan?token=guess");

      assertThat(audited.events())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.get(EventField.IP_ADDRESS)).hasToString("127.0.0.1");
                assertThat(event.get(EventField.IP_PROVENANCE)).isEqualTo(Provenance.PEER);
              });
    }
  }
}
