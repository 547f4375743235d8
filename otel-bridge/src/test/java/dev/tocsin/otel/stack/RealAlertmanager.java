package dev.tocsin.otel.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Alertmanager, which tells of every alert at once. */
public final class RealAlertmanager implements AutoCloseable {
  private final BackEnd process;

  private RealAlertmanager(BackEnd process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param parent where it makes its folder
   * @param webhook the address it tells of alerts
   * @param groupBy the labels by which alerts go into one message; {@code ...} for each by itself
   */
  public static RealAlertmanager start(Path parent, String webhook, List<String> groupBy)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "alertmanager");
    Path configuration = folder.resolve("alertmanager.yml");
    Files.writeString(
        configuration,
        """
        route:
          receiver: test
          group_by: ['%s']
          group_wait: 0s
          group_interval: 1s
          repeat_interval: 1h
        receivers:
        - name: test
          webhook_configs:
          - url: %s
            send_resolved: true
        """
            .formatted(String.join("', '", groupBy), webhook));
    return start(folder, configuration);
  }

  /**
   * Starts it with a configuration of its own.
   *
   * @param folder for all that it writes
   */
  static RealAlertmanager start(Path folder, Path configuration)
      throws IOException, InterruptedException {
    String listens = "127.0.0.1:" + BackEnd.freePort();
    return new RealAlertmanager(
        BackEnd.start(
            "alertmanager",
            folder,
            "http://" + listens,
            "/-/ready",
            Map.of(),
            List.of(
                "--config.file=" + configuration,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=" + listens,
                "--cluster.listen-address=")));
  }

  /** Its address. */
  public String http() {
    return process.http();
  }

  /** The process, to kill it or to start it again. */
  public BackEnd process() {
    return process;
  }

  /** The alerts that it has and that are not resolved. */
  public List<Alert> alerts() throws IOException, InterruptedException {
    return Alert.taken(process.ask("/api/v2/alerts"));
  }

  @Override
  public void close() {
    process.close();
  }
}
