package dev.tocsin.sample.demo;

import dev.tocsin.cli.AuditLog;
import dev.tocsin.cli.CliException;
import dev.tocsin.cli.ExitCode;
import dev.tocsin.cli.NumberArgument;
import dev.tocsin.cli.Output;
import dev.tocsin.encode.ByteSink;
import dev.tocsin.encode.TextEncoder;
import dev.tocsin.event.SecurityEvent;
import dev.tocsin.sample.login.LoginService;
import dev.tocsin.sample.login.LoginServiceConfig;
import dev.tocsin.sample.login.account.SeededUsers;
import dev.tocsin.servlet.ForwardingHeader;
import dev.tocsin.servlet.TrustedProxies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tocsin demo}: a service under attack, and what its journal says of it. */
@Command(
    name = "demo",
    header = "Start a sign-in service, play a morning on it, show what came out.",
    description = {
      "",
      "Starts the sample's sign-in service with a journal in DIR, plays honest sign-ins and attacks"
          + " against it over HTTP, and prints the events as they come, read back from the journal."
          + " Then it counts, checks the chain, and compares the journal with what was played."
          + " Exit code 0 only if they agree to the event, every attack was alerted of, and those"
          + " that were to be blocked were, and nobody else.%n"
    },
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  private static final String SOURCE = "login-service";
  private static final int MAX_SECONDS = 86_400;
  private static final long POLL_MILLIS = 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The journal's folder (default: logs/demo).")
  private Path folder = Path.of("logs", "demo");

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "The service's port (default: 0, which takes a free one).")
  private String port = "0";

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Keep the service up that long after the play (default: 0).")
  private String seconds = "0";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Who does what, and the users' PINs (default: 1).")
  private String seed = "1";

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description = {
        "Also send what the application logs to this OpenTelemetry collector, as"
            + " http://127.0.0.1:4318."
      })
  private @Nullable String otlp;

  private final TextEncoder text = new TextEncoder(ZoneOffset.UTC);
  private final ByteSink line = new ByteSink();

  @Override
  public Integer call() throws InterruptedException {
    Output output = Output.of(spec);
    LoginServiceConfig config =
        LoginServiceConfig.defaults()
            .withPort(NumberArgument.parse("--port", port, 0, 65_535))
            .withUserSeed(NumberArgument.parse("--seed", seed, Long.MIN_VALUE, Long.MAX_VALUE))
            .withProxies(TrustedProxies.parse("127.0.0.1", ForwardingHeader.FORWARDED));
    Duration stay = Duration.ofSeconds(NumberArgument.parse("--seconds", seconds, 0, MAX_SECONDS));
    if (otlp == null) {
      return run(config, stay, Optional.empty(), output);
    }
    DemoBridge bridge = DemoBridge.to(otlp, folder);
    try {
      int exitCode = run(config, stay, Optional.of(bridge), output);
      output.line(bridge.account());
      return exitCode;
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    }
  }

  private int run(
      LoginServiceConfig config, Duration stay, Optional<DemoBridge> bridge, Output output)
      throws InterruptedException {
    AuditLog log = AuditLog.ofApplication(folder, SOURCE);
    try {
      if (bridge.isPresent()) {
        bridge.get().start(SOURCE);
      }
      try (JournalFeed feed = JournalFeed.open(folder)) {
        log.awaitRules();
        return run(config, stay, feed, output);
      }
    } catch (IOException e) {
      throw CliException.data(String.valueOf(e.getMessage()), e);
    } finally {
      bridge.ifPresent(DemoBridge::lookAtFigures);
      log.close();
    }
  }

  private int run(LoginServiceConfig config, Duration stay, JournalFeed feed, Output output)
      throws IOException, InterruptedException {
    try (LoginService service = start(config)) {
      output.line("sign-in service at " + service.uri());
      output.line("journal in " + folder);
      output.line("");
      output.flush();

      Findings findings = new Findings();
      PlayAccount play =
          play(
              new DemoPlay(service.uri(), config.userSeed(), feed.passed()),
              feed,
              findings,
              output);
      List<String> differences = findings.differences(play);
      Summary.of(folder, findings, feed.check(), differences).forEach(output::line);
      output.flush();
      stayUp(stay, config.userSeed(), feed, output);
      return differences.isEmpty() && feed.check().findings().isEmpty()
          ? ExitCode.DONE
          : ExitCode.FINDING;
    }
  }

  private static LoginService start(LoginServiceConfig config) {
    try {
      return LoginService.start(config);
    } catch (IOException e) {
      throw CliException.data(e.getMessage() + ": choose another port with --port", e);
    }
  }

  /** Plays on a thread of its own while this one shows what the journal gets. */
  private PlayAccount play(DemoPlay script, JournalFeed feed, Findings findings, Output output)
      throws IOException, InterruptedException {
    ExecutorService stage = Executors.newSingleThreadExecutor();
    try {
      Future<PlayAccount> play = stage.submit(script::run);
      boolean over;
      do {
        over = play.isDone();
        show(feed, findings, output);
        if (!over) {
          Thread.sleep(POLL_MILLIS);
        }
      } while (!over);
      return play.get();
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new CliException(ExitCode.FINDING, "the play broke off: " + why.getMessage(), why);
    } finally {
      stage.shutdownNow();
    }
  }

  private static String pin(String id, long seed) {
    return SeededUsers.of(seed).stream()
        .filter(user -> user.id().equals(id))
        .map(user -> user.id() + " with PIN " + user.pin())
        .findFirst()
        .orElseThrow();
  }

  /** Shows what visitors from outside the play cause. */
  private void stayUp(Duration stay, long seed, JournalFeed feed, Output output)
      throws IOException, InterruptedException {
    if (stay.isZero()) {
      return;
    }
    output.note("the service stays up for " + stay.toSeconds() + " s; end it with Ctrl-C");
    output.note(
        "to sign in: " + pin("alice", seed) + "; as the administrator: " + pin("olivia", seed));
    Findings visitors = new Findings();
    long end = System.nanoTime() + stay.toNanos();
    while (System.nanoTime() - end < 0) {
      show(feed, visitors, output);
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void show(JournalFeed feed, Findings findings, Output output) throws IOException {
    SecurityEvent event;
    boolean any = false;
    while ((event = feed.next()) != null) {
      findings.add(event);
      line.reset();
      text.encode(event, line);
      output.bytes(line.array(), line.length());
      any = true;
    }
    if (any) {
      output.flush();
    }
  }
}
