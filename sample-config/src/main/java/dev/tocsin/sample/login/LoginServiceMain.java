package dev.tocsin.sample.login;

import dev.tocsin.sample.login.account.SeededUsers;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/**
 * Runs the service by hand, until the process is ended: {@code LoginServiceMain [port]}. Port 8080
 * is taken without an argument, 0 takes a free one. It prints the users with their PINs, which come
 * from a fixed seed, so it is for trying out only.
 */
public final class LoginServiceMain {
  private static final int DEFAULT_PORT = 8080;

  private LoginServiceMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = System.out;
    LoginServiceConfig config = LoginServiceConfig.defaults().withPort(port(List.of(args)));
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

  private static int port(List<String> args) {
    if (args.isEmpty()) {
      return DEFAULT_PORT;
    }
    try {
      int port = Integer.parseInt(args.get(0));
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("port \"" + args.get(0) + "\": use 0 to 65535");
  }
}
