package dev.tocsin.sample.demo;

import dev.tocsin.event.EventType;
import dev.tocsin.sample.login.account.LockoutPolicy;
import dev.tocsin.sample.login.account.SeededUsers;
import dev.tocsin.sample.login.account.SeededUsers.SeededUser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * Plays a morning at the sign-in service, over real HTTP: people sign in, some mistype; someone
 * guesses PINs and is turned away, someone scans for codes, two probe the search field and are
 * turned away at once, someone asks too much; an administrator cleans up; people leave. Who does
 * what comes from a seed, so the same seed makes the same events, to the number.
 *
 * <p>Each client has an address of the ranges for documentation (RFC 5737, RFC 3849), told to the
 * service by the Forwarded header; the service must trust the machine that the play runs on as a
 * proxy, its users must come from the same seed, and its limits must be the usual ones.
 */
public final class DemoPlay {
  private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101";
  private static final int SCANS = 60;
  private static final int BLOCKED = 403;
  private static final int MOST_REQUESTS_OF_A_FLOOD = 5_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI service;
  private final Random random;
  private final Map<String, SeededUser> users = new LinkedHashMap<>();
  private final PlayAccount.Tally tally = new PlayAccount.Tally();
  private final SignInScript script = new SignInScript(tally);
  private final FreshAddresses addresses;
  private final String blamed;

  /** Someone who signed in, and where. */
  private record Visitor(SeededUser user, DemoClient client) {}

  /**
   * Plays nothing yet.
   *
   * @param service where the service is reached
   * @param seed the seed that the service's users were made from
   */
  public DemoPlay(URI service, long seed) {
    this(service, seed, Set.of());
  }

  /**
   * The same in a journal that was played into before.
   *
   * @param known the networks that it has events of; the play's clients have others
   */
  DemoPlay(URI service, long seed, Set<String> known) {
    this.addresses = new FreshAddresses(known);
    this.blamed = addresses.like("203.0.113.11");
    this.service = service;
    this.random = new Random(seed);
    for (SeededUser user : SeededUsers.of(seed)) {
      users.put(user.id(), user);
    }
  }

  /**
   * Plays everything, once.
   *
   * @return what the journal must hold
   * @throws IOException when the service can't be reached
   * @throws IllegalStateException when it answers otherwise than the play has it
   */
  public PlayAccount run() throws IOException, InterruptedException {
    List<Visitor> visitors = honestUsersSignIn();
    guesserLocksAnAccount();
    strangerTriesNames();
    scannerTriesCodes();
    probersTryTheSearchField();
    memberTriesTheAdminPage(visitors.get(visitors.size() - 1));
    visitors.add(administratorUnlocks("grace"));
    visitors.add(signIn("grace", "203.0.113.17"));
    everyoneLeaves(visitors);
    crowdAsksTooMuch();
    return tally.account();
  }

  private List<Visitor> honestUsersSignIn() throws IOException, InterruptedException {
    Map<String, DemoClient> clients = new LinkedHashMap<>();
    clients.put("alice", new DemoClient(http, service, blamed, BROWSER));
    clients.put("bob", client("203.0.113.12", BROWSER));
    clients.put("carol", client("2001:db8:10::c", BROWSER));
    clients.put("dave", client("203.0.113.14", BROWSER));
    clients.put("erin", client("2001:db8:20::e", BROWSER));
    clients.put("frank", client("203.0.113.16", BROWSER));
    List<String> order = new ArrayList<>(clients.keySet());
    Collections.shuffle(order, random);
    List<String> mistyping = List.of(order.get(1), order.get(4));

    List<Visitor> visitors = new ArrayList<>();
    for (String id : order) {
      DemoClient client = Objects.requireNonNull(clients.get(id));
      SeededUser user = user(id);
      List<String> pins =
          mistyping.contains(id) ? List.of(wrongPin(user), user.pin()) : List.of(user.pin());
      if (visitors.size() % 2 == 0) {
        script.byPages(client, id, pins);
      } else {
        script.byApi(client, id, pins);
      }
      visitors.add(new Visitor(user, client));
    }
    return visitors;
  }

  /**
   * Wrong PINs until the account is locked and the guesser is turned away, each time blaming a
   * client that did nothing.
   */
  private void guesserLocksAnAccount() throws IOException, InterruptedException {
    DemoClient guesser = client("198.51.100.23", "python-requests/2.32").blaming(blamed);
    String token = script.generate(guesser);
    script.scan(guesser, token);
    for (int i = 0; i < LockoutPolicy.DEFAULT.failures(); i++) {
      script.refused(guesser, token, "grace", wrongPin(user("grace")));
      tally.add(EventType.PIN_FAILED, guesser);
    }
    tally.add(EventType.LOCKOUT, guesser);
    tally.alert("high_failure_rate", guesser);
    tally.blocked(guesser);
    for (String id : List.of("heidi", "ivan")) {
      guesser
          .post("/api/qr/confirm", "token", token, "user", id, "pin", user(id).pin())
          .expect(BLOCKED);
    }
  }

  /** Someone tries names that nobody has, and gives up in time. */
  private void strangerTriesNames() throws IOException, InterruptedException {
    DemoClient stranger = client("198.51.100.150", "python-requests/2.32");
    String token = script.generate(stranger);
    script.scan(stranger, token);
    for (String id : List.of("administrator", "root")) {
      script.refused(stranger, token, id, "000000");
      tally.add(EventType.AUTH_FAILURE, stranger);
    }
  }

  private void scannerTriesCodes() throws IOException, InterruptedException {
    DemoClient scanner = client("198.51.100.77", "okhttp/4.12");
    for (int i = 0; i < SCANS; i++) {
      byte[] guess = new byte[16];
      random.nextBytes(guess);
      String token = Base64.getUrlEncoder().withoutPadding().encodeToString(guess);
      scanner.post("/api/qr/scan", "token", token).expect(404);
      tally.add(EventType.QR_SCANNED, scanner);
    }
    tally.alert("excessive_scanning", scanner);
    tally.add(EventType.SUSPICIOUS, scanner);
  }

  private void probersTryTheSearchField() throws IOException, InterruptedException {
    DemoClient injector = client("2001:db8:bad::1", "sqlmap/1.8");
    probe(injector, "' OR '1'='1", EventType.SQL_INJECTION_ATTEMPT);
    injector.get("/search?q=" + DemoClient.encode("x' UNION SELECT 1--")).expect(BLOCKED);
    injector.get("/").expect(BLOCKED);
    DemoClient scripter = client("198.51.100.66", "Mozilla/5.0");
    probe(scripter, "<script>new Image().src='//198.51.100.9/'</script>", EventType.XSS_ATTEMPT);
    scripter.get("/").expect(BLOCKED);
  }

  /** One attempt is enough to be turned away. */
  private void probe(DemoClient prober, String input, EventType type)
      throws IOException, InterruptedException {
    prober.get("/search?q=" + DemoClient.encode(input)).expect(400);
    tally.add(type, prober);
    tally.alert("critical_violations", prober);
    tally.blocked(prober);
  }

  private void memberTriesTheAdminPage(Visitor member) throws IOException, InterruptedException {
    member.client().get("/admin").expect(403);
    tally.add(EventType.AUTHORIZATION_FAILURE, member.client());
  }

  private Visitor administratorUnlocks(String locked) throws IOException, InterruptedException {
    Visitor admin = signIn("olivia", "203.0.113.5");
    admin.client().get("/admin").expect(200);
    tally.add(EventType.ADMIN_ACCESS, admin.client());
    admin.client().post("/admin", "user", locked).expect(302);
    tally.add(EventType.AUTH_ACCOUNT_UNLOCKED, admin.client());
    return admin;
  }

  private Visitor signIn(String id, String address) throws IOException, InterruptedException {
    Visitor visitor = new Visitor(user(id), client(address, BROWSER));
    script.byApi(visitor.client(), id, List.of(visitor.user().pin()));
    return visitor;
  }

  private void everyoneLeaves(List<Visitor> visitors) throws IOException, InterruptedException {
    for (Visitor visitor : visitors) {
      script.signOut(visitor.client());
    }
  }

  /** Until the service refuses, and some more, which is told once. */
  private void crowdAsksTooMuch() throws IOException, InterruptedException {
    DemoClient crowd = client("198.51.100.200", "Wget/1.24");
    int requests = 0;
    while (crowd.get("/").status() == 200) {
      requests++;
      if (requests == MOST_REQUESTS_OF_A_FLOOD) {
        throw new IllegalStateException(
            requests + " requests from one client: the service refused none");
      }
    }
    tally.add(EventType.RATE_LIMITING_TRIGGER, crowd);
    for (int i = 0; i < 10; i++) {
      crowd.get("/");
    }
  }

  private DemoClient client(String address, String userAgent) {
    return new DemoClient(http, service, addresses.like(address), userAgent);
  }

  private SeededUser user(String id) {
    SeededUser user = users.get(id);
    if (user == null) {
      throw new IllegalStateException("the service has no user " + id);
    }
    return user;
  }

  private String wrongPin(SeededUser user) {
    String pin;
    do {
      pin = String.format("%06d", random.nextInt(1_000_000));
    } while (pin.equals(user.pin()));
    return pin;
  }
}
