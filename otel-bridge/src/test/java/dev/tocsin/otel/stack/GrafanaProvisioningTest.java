package dev.tocsin.otel.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files from which Grafana sets itself up, without Grafana. */
class GrafanaProvisioningTest {
  private static final Path FILES = Path.of("..", "collector-config", "grafana", "provisioning");
  private static final Pattern VARIABLE = Pattern.compile("\\$(TOCSIN_[A-Z_]+)");

  @Test
  void dataSourcesAreThoseThatTheDashboardsAskAndAlertmanager() throws Exception {
    Map<String, Json> byType = new HashMap<>();
    for (Json source : file("datasources").at("datasources").elements()) {
      String type = source.at("type").text();
      assertThat(byType.put(type, source)).isNull();
      assertThat(source.at("uid").text()).isEqualTo("tocsin-" + type);
      assertThat(source.at("url").text())
          .isEqualTo("$TOCSIN_" + type.toUpperCase(Locale.ROOT) + "_URL");
      // The browser has no way to them.
      assertThat(source.at("access").text()).isEqualTo("proxy");
      assertThat(source.at("editable").text()).isEqualTo("false");
    }
    assertThat(byType.keySet()).containsExactlyInAnyOrder("loki", "prometheus", "alertmanager");
    assertThat(settings(byType, "alertmanager").texts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("implementation", "prometheus", "handleGrafanaManagedAlerts", "false"));
    // A rate over less than two of the collector's sub-windows says nothing.
    assertThat(settings(byType, "prometheus").at("timeInterval").text()).isEqualTo("15s");
  }

  @Test
  void contactPointsLeaveTheTreeOfPoliciesAlone() throws Exception {
    Json alerting = file("alerting");
    assertThat(alerting.members().keySet()).containsExactly("apiVersion", "contactPoints");
    List<Json> points = alerting.at("contactPoints").elements();
    assertThat(points).hasSize(1);
    Json receiver = points.get(0).at("receivers").elements().get(0);
    assertThat(points.get(0).at("name").text()).isNotBlank();
    assertThat(receiver.at("uid").text()).matches("[a-zA-Z0-9_-]{1,40}");
    assertThat(receiver.at("type").text()).isEqualTo("webhook");
    assertThat(receiver.at("settings").texts()).containsOnlyKeys("url");
    assertThat(receiver.at("settings").at("url").text()).isEqualTo("$TOCSIN_ALERT_WEBHOOK");
  }

  @Test
  void inContainersEachVariableHasAValueThatIsThere() throws Exception {
    TreeSet<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(FILES)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String settings = Files.readString(each).replaceAll("(?m)^#.*", "");
        VARIABLE.matcher(settings).results().map((MatchResult r) -> r.group(1)).forEach(named::add);
      }
    }
    assertThat(named).hasSize(5);
    Json grafana =
        ComposeFile.project(
                Map.of(
                    "TOCSIN_GRAFANA_PASSWORD_FILE",
                    "/password",
                    "TOCSIN_ALERT_WEBHOOK",
                    "https://hooks.example.com/soc"))
            .at("services")
            .at("grafana");
    Map<String, String> environment = grafana.at("environment").texts();
    assertThat(environment).containsKeys(named.toArray(new String[0]));
    assertThat(environment).containsEntry("TOCSIN_ALERT_WEBHOOK", "https://hooks.example.com/soc");
    Map<String, String> mounted = new HashMap<>();
    for (Json volume : grafana.at("volumes").elements()) {
      mounted.put(volume.at("target").text(), volume.at("source").text());
    }
    assertThat(Path.of(mounted.get("/etc/grafana/provisioning")).toRealPath())
        .isEqualTo(FILES.toRealPath());
    assertThat(Path.of(mounted.get(environment.get("TOCSIN_DASHBOARDS"))).toRealPath())
        .isEqualTo(FILES.resolveSibling("dashboards").toRealPath());

    // Grafana does not start with a contact point that has no address.
    Map<String, String> alone = Map.of("TOCSIN_GRAFANA_PASSWORD_FILE", "/password");
    assertThat(
            ComposeFile.project(alone)
                .at("services")
                .at("grafana")
                .at("environment")
                .at("TOCSIN_ALERT_WEBHOOK")
                .text())
        .startsWith("http://");
  }

  private static Json settings(Map<String, Json> byType, String type) {
    return Objects.requireNonNull(byType.get(type)).at("jsonData");
  }

  private static Json file(String kind) throws IOException {
    Json file = Json.ofYaml(FILES.resolve(kind).resolve("tocsin.yaml"));
    assertThat(file.at("apiVersion").text()).isEqualTo("1");
    return file;
  }
}
