package dev.tocsin.bench;

import dev.tocsin.audit.SecurityLogger;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Audit calls as a shop makes them: most say that somebody used it, one in a thousand that a
 * sign-in failed, and now and then somebody guesses passwords, which the shipped rules see. Clients
 * and users come again, so that what is kept of them has an end. One for each thread.
 */
final class Traffic {
  private static final int CLIENTS = 100_000;
  private static final int USERS = 10_000;
  private static final int FAILURE_EVERY = 1_000;
  private static final int ATTACK_EVERY = 100_000;
  private static final int ATTACK_CALLS = 6;
  private static final int ATTACKERS = 1_000;

  /** Spreads numbers that follow each other; it and the number of clients have no common factor. */
  private static final long SPREAD = 7_919;

  private static final int FIRST_CLIENT = 0x0a00_0000;
  private static final int FIRST_ATTACKER = 0xc633_6400;

  private static final List<String> ADDRESSES =
      IntStream.range(0, CLIENTS)
          .mapToObj(number -> ClientAddress.ofIpv4(FIRST_CLIENT + number).text())
          .toList();

  private final SecurityLogger logger;
  private long calls;

  /**
   * Traffic that begins elsewhere than that of another thread.
   *
   * @param thread number of the thread that calls
   */
  Traffic(SecurityLogger logger, int thread) {
    this.logger = logger;
    this.calls = thread * 17_389L;
  }

  /** One call. */
  void call() {
    long number = calls++;
    if (number % ATTACK_EVERY < ATTACK_CALLS) {
      int attacker = (int) (number / ATTACK_EVERY % ATTACKERS);
      failure(ClientAddress.ofIpv4(FIRST_ATTACKER + attacker).text(), "admin");
      return;
    }
    String client = ADDRESSES.get((int) (number * SPREAD % CLIENTS));
    String user = "user-" + number % USERS;
    if (number % FAILURE_EVERY == 0) {
      failure(client, user);
    } else {
      logger
          .event(EventType.DATA_ACCESS)
          .user(user)
          .session("session-of-" + user)
          .target("order", "order-4711")
          .ip(client)
          .userAgent("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36")
          .request("GET", "/orders/4711?full=true")
          .responseStatus(200)
          .detail("rows", 3)
          .message("order read")
          .log();
    }
  }

  private void failure(String client, String user) {
    logger
        .event(EventType.AUTH_FAILURE)
        .user(user)
        .ip(client)
        .request("POST", "/login")
        .detail("reason", "wrong_password")
        .message("sign-in failed")
        .log();
  }
}
