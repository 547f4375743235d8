package dev.tocsin.otel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in several of the stack's files is the same in each. */
class StackConfigTest {
  private static final Path FILES = Path.of("..", "collector-config");

  @Test
  void lokiHasTheLimitsThatAreRecommended() throws IOException {
    String loki = Files.readString(FILES.resolve("loki/loki.yaml"));
    String limits = loki.substring(loki.indexOf("\nlimits_config:"), loki.indexOf("\nruler:"));
    List<String> recommended =
        Files.readAllLines(FILES.resolve("loki/limits.yaml")).stream()
            .filter(line -> line.startsWith("  ") && !line.strip().startsWith("#"))
            .toList();
    assertThat(recommended).hasSizeGreaterThan(10);
    assertThat(limits.lines()).containsAll(recommended);
  }

  /** All but the way to Alertmanager. */
  @Test
  void prometheusIsTheSameWithTls() throws IOException {
    assertThat(withoutComments("prometheus/prometheus-tls.yml"))
        .containsSubsequence(
            "  - scheme: https",
            "    tls_config: {ca_file: tls/ca.pem, cert_file: tls/prometheus.pem, key_file:"
                + " tls/prometheus-key.pem}");
    assertThat(
            withoutComments("prometheus/prometheus-tls.yml").stream()
                .filter(line -> !line.contains("scheme: https") && !line.contains("tls_config:"))
                .map(line -> line.replaceFirst("^[ -]+", "")))
        .containsExactlyElementsOf(
            withoutComments("prometheus/prometheus.yml").stream()
                .map(line -> line.replaceFirst("^[ -]+", ""))
                .toList());
  }

  private static List<String> withoutComments(String file) throws IOException {
    return Files.readAllLines(FILES.resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
        .toList();
  }

  /** Each list of extensions that replaces another has what that has. */
  @Test
  void overlaysKeepTheExtensionsOfWhatTheyLieOver() throws IOException {
    String kept = "extensions: [file_storage/queue, health_check";
    for (String file :
        List.of(
            "collector.yaml",
            "collector-tumbling.yaml",
            "agent.yaml",
            "agent-sticky.yaml",
            "intake-token.yaml")) {
      assertThat(withoutComments("collector/" + file))
          .as(file)
          .anyMatch(line -> line.strip().startsWith(kept));
    }
  }

  @Test
  void prometheusPromotesWhatTheRulesNeed() throws IOException {
    String rules = Files.readString(FILES.resolve("prometheus/rules/tocsin.yaml"));
    String promoted =
        rules
            .lines()
            .filter(line -> line.contains("promote_resource_attributes"))
            .map(line -> line.replace("#", "").strip())
            .findFirst()
            .orElseThrow();
    assertThat(Files.readString(FILES.resolve("prometheus/prometheus.yml"))).contains(promoted);
    assertThat(Files.readString(Path.of("..", "docs", "fleet.md"))).contains(promoted);
  }
}
