package dev.tocsin.sample.login;

import dev.tocsin.sample.login.account.SeededUsers;
import dev.tocsin.servlet.BearerToken;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/**
 * Runs the service by hand, until the process is ended: {@code LoginServiceMain [--operator-token
 * FILE] [--fleet-token FILE] [port]}. Port 8080 is taken without an argument, 0 takes a free one.
 * With the first token /metrics and the reasons of /health are for its bearers only; with the
 * second one Alertmanager's alerts are heeded at /fleet-alerts. It prints the users with their
 * PINs, which come from a fixed seed, so it is for trying out only.
 */
public final class LoginServiceMain {
  private static final int DEFAULT_PORT = 8080;

  private LoginServiceMain() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      run(config(List.of(args)), System.out);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("sign-in service: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void run(LoginServiceConfig config, PrintStream out)
      throws IOException, InterruptedException {
    LoginService service = LoginService.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop-login-service"));
    out.println("sign-in service at " + service.uri());
    for (SeededUsers.SeededUser user : SeededUsers.of(config.userSeed())) {
      out.printf("  %-8s PIN %s  %s%n", user.id(), user.pin(), user.role());
    }
    Thread.currentThread().join();
  }

  /**
   * With the Servlet API on the class path Log4j leaves its own end to the container; there is none
   * here, and the journal is to end with a checkpoint.
   */
  private static void stop(LoginService service) {
    service.close();
    LogManager.shutdown();
  }

  static LoginServiceConfig config(List<String> args) throws IOException {
    LoginServiceConfig config = LoginServiceConfig.defaults().withPort(DEFAULT_PORT);
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        config = config.withPort(port(arg));
      } else if (i + 1 == args.size()) {
        throw new IllegalArgumentException(arg + ": give a file behind it");
      } else {
        BearerToken token = BearerToken.fromFile(Path.of(args.get(++i)));
        config =
            switch (arg) {
              case "--operator-token" -> config.withOperatorToken(token);
              case "--fleet-token" -> config.withFleetToken(token);
              default ->
                  throw new IllegalArgumentException(
                      "option \"" + arg + "\": use --operator-token or --fleet-token");
            };
      }
    }
    return config;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("port \"" + text + "\": use 0 to 65535");
  }
}
