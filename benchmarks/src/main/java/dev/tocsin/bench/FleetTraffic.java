package dev.tocsin.bench;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventDraft;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What happens at the services: people who work, some of whom mistype their password four times,
 * one below the threshold; and attackers who fail once at each of eight services, of which every
 * other one talks to the same collector. The same arguments give the same events.
 *
 * @param services an even number of 100 or more
 * @param rounds how often each has a turn
 * @param perTurn events of honest people in each, a multiple of 5
 * @param attackers at most 254
 */
record FleetTraffic(int services, int rounds, int perTurn, int attackers) {
  private static final int TARGETS = 8;

  /** Odd, so that the collectors take turns. */
  private static final int STRIDE = 7;

  private static final int TRIES = 4;
  private static final int HONEST = 0x0a00_0000;
  private static final int ATTACKERS = 0xcb00_7100;

  /** Records an event. */
  interface Recorder {
    void record(EventType type, Consumer<EventDraft> fields) throws IOException;
  }

  /** What the addresses of attackers look like, as RE2 has it. */
  static String attackersPattern() {
    return "203[.]0[.]113[.][0-9]+";
  }

  /** One service's turn. */
  void turn(int service, int round, Recorder recorder) throws IOException {
    int turn = round * services + service;
    int failures = perTurn / 5;
    for (int i = 0; i < perTurn; i++) {
      int number = turn * perTurn + i;
      if (i < failures) {
        int address = HONEST + (turn * ((failures + TRIES - 1) / TRIES)) + i / TRIES;
        recorder.record(
            EventType.AUTH_FAILURE,
            draft -> signIn(draft, ClientAddress.ofIpv4(address), address % 997, false));
      } else if (i % 5 == 0) {
        recorder.record(
            EventType.AUTH_SUCCESS, draft -> signIn(draft, office(number), number % 997, true));
      } else {
        recorder.record(EventType.API_ACCESS, draft -> work(draft, number));
      }
    }
    for (int attacker = 0; attacker < attackers; attacker++) {
      if (isAt(attacker, service, round)) {
        ClientAddress address = ClientAddress.ofIpv4(ATTACKERS + 1 + attacker);
        recorder.record(EventType.AUTH_FAILURE, draft -> signIn(draft, address, 1, false));
      }
    }
  }

  /** All attacks of a round lie side by side, and each is over after a few services. */
  private boolean isAt(int attacker, int service, int round) {
    int first = (int) ((long) attacker * (services - TARGETS * STRIDE) / attackers);
    int behind = service - first;
    return attacker % rounds == round
        && behind >= 0
        && behind < TARGETS * STRIDE
        && behind % STRIDE == 0;
  }

  private static ClientAddress office(int number) {
    return ClientAddress.ofIpv4(0xac10_0000 + number % 5_000);
  }

  private static void signIn(EventDraft draft, ClientAddress address, int user, boolean success) {
    request(draft, address, "u" + user, "POST", "/login");
    draft.putDetail("reason", success ? "password_right" : "wrong_password");
    draft.putDetail("attempt", 1);
    draft.set(
        EventField.MESSAGE, success ? "sign-in of u" + user : "sign-in of u" + user + " failed");
  }

  private static void work(EventDraft draft, int number) {
    request(
        draft,
        office(number),
        "u" + number % 997,
        "GET",
        "/orders/" + number % 100_000 + "?page=" + number % 10);
    draft.setResponseStatus(200);
    draft.putDetail("rows", number % 50);
    draft.set(EventField.MESSAGE, "order " + number % 100_000 + " read");
  }

  private static void request(
      EventDraft draft, ClientAddress address, String user, String method, String url) {
    draft.set(EventField.USER_ID, user);
    draft.setAddress(address);
    draft.set(EventField.SESSION_ID, Integer.toHexString(user.hashCode()) + ":Zm9vYmFyYmF6cXV4");
    draft.set(EventField.TARGET_TYPE, "endpoint");
    draft.set(EventField.TARGET_ID, url);
    draft.set(
        EventField.USER_AGENT,
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
            + " Safari/537.36");
    draft.set(EventField.REQUEST_METHOD, method);
    draft.set(EventField.REQUEST_URL, url);
  }
}
