package dev.tocsin.otel.stack;

import dev.tocsin.event.EventTypes;
import dev.tocsin.otel.compile.RuleCompiler;
import dev.tocsin.otel.compile.Target;
import dev.tocsin.rules.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Collectors, Loki, Prometheus and Alertmanager with files that are compiled of some rules. */
public final class Fleet implements AutoCloseable {
  private final Path folder;
  private final Path rules;
  private final RuleCompiler compiler;
  private final List<AutoCloseable> running = new ArrayList<>();

  /** A collector, and where it takes events in. */
  public record Gateway(BackEnd process, String endpoint) {}

  /**
   * Nothing runs yet.
   *
   * @param folder for all files; it is there
   * @param yaml the rules
   * @param subWindow what a collector counts for one sample
   */
  public Fleet(Path folder, String yaml, Duration subWindow) throws IOException {
    this.folder = folder;
    this.rules = folder.resolve("rules.yaml");
    Files.writeString(rules, yaml);
    this.compiler =
        new RuleCompiler(
            RuleFile.read(rules, EventTypes.builtIn()),
            EventTypes.builtIn(),
            new RuleCompiler.Options(
                "rules.yaml",
                subWindow,
                Duration.ofSeconds(1),
                "{service_name=~\".+\"}",
                "https://wiki.example.com/alerts",
                Set.of()));
  }

  /** The rules as a file. */
  public Path rules() {
    return rules;
  }

  /** Has something stopped with the rest, before what was started before it. */
  public <T extends AutoCloseable> T keep(T started) {
    running.add(started);
    return started;
  }

  Path compiled(Target target, String name) throws IOException {
    Path file = folder.resolve(target.text()).resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, Objects.requireNonNull(compiler.files(target).get(name)));
    return file;
  }

  /** Loki with the ruler's rules and the recommended limits. */
  public RealLoki loki(String alertmanager) throws IOException, InterruptedException {
    return loki(alertmanager, Map.of());
  }

  /**
   * Loki with the ruler's rules and the recommended limits.
   *
   * @param more limits, as YAML
   */
  public RealLoki loki(String alertmanager, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> limits = new TreeMap<>(more);
    for (String line : Files.readAllLines(compiled(Target.LOKI, "limits.yaml"))) {
      if (line.matches("  [a-z_]+: .*")) {
        int colon = line.indexOf(": ");
        limits.put(line.substring(2, colon), line.substring(colon + 2));
      }
    }
    limits.put(
        "otlp_config",
        "{resource_attributes: {attributes_config: [{action: index_label, attributes:"
            + " [tocsin.audit]}]}}");
    return keep(
        RealLoki.start(
            folder,
            RealLoki.Options.plain()
                .withLimits(limits)
                .withRuleFile(compiled(Target.LOKI, "rules/tocsin.yaml"))
                .withAlertmanager(alertmanager)));
  }

  /** Prometheus with the rules. */
  public RealPrometheus prometheus(String alertmanager) throws IOException, InterruptedException {
    return prometheus(alertmanager, RealPrometheus.Options.plain());
  }

  /**
   * Prometheus with the rules.
   *
   * @param options what else differs
   */
  public RealPrometheus prometheus(String alertmanager, RealPrometheus.Options options)
      throws IOException, InterruptedException {
    return keep(
        RealPrometheus.start(
            folder,
            options
                .withPromoted("service.instance.id", "signal_to_metrics.service.instance.id")
                .withRules(compiled(Target.PROMETHEUS, "rules/tocsin.yaml"))
                .withAlertmanager(alertmanager)));
  }

  /**
   * A collector with the file that is made for a target.
   *
   * @param name of its own folder
   * @param places the environment's variables that say where it sends to
   * @param more configuration that wins over the file's, as {@code --config} takes it
   */
  public Gateway gateway(String name, Target target, Map<String, String> places, String... more)
      throws IOException, InterruptedException {
    int port = BackEnd.freePort();
    Map<String, String> environment = new HashMap<>(places);
    environment.put("TOCSIN_OTLP_HTTP", "127.0.0.1:" + port);
    environment.put("TOCSIN_OTLP_GRPC", "127.0.0.1:" + BackEnd.freePort());
    environment.put("TOCSIN_QUEUE", folder.resolve(name + "-queue").toString());
    environment.put("TOCSIN_HEALTH", "127.0.0.1:" + BackEnd.freePort());
    List<String> arguments = new ArrayList<>();
    arguments.add("--config");
    arguments.add(compiled(target, target.text() + ".yaml").toString());
    for (String each : more) {
      arguments.addAll(List.of("--config", each));
    }
    BackEnd process =
        keep(
            BackEnd.start(
                "collector",
                Files.createDirectories(folder.resolve(name)),
                "http://" + environment.get("TOCSIN_HEALTH"),
                "/",
                environment,
                arguments));
    return new Gateway(process, "http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      try {
        running.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
