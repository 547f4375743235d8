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
