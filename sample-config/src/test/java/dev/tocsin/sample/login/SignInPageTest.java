package dev.tocsin.sample.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.sample.chromium.Chromium;
import dev.tocsin.sample.chromium.Tab;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages as people use them: in a real browser, with mouse and keys. */
class SignInPageTest {
  private static final Path PICTURES = Path.of("target", "pages");

  private static final String TURNED_AWAY = "Your address is blocked for now.";

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static AuditedService audited;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start(folder);
    audited = AuditedService.start(folder);
  }

  @AfterAll
  static void stop() {
    if (audited != null) {
      audited.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void signsInByTheCodeAndThePadOfTheTelephone() throws Exception {
    Tab screen = personAt("203.0.113.7").open(page("/signin"));
    screen.waitForText("Waiting for your telephone.");
    screen.waitFor("document.querySelector('progress').value < 120");
    assertThat(screen.text()).containsPattern("This code is good for 1:\\d\\d\\.");
    Tab telephone = telephoneAt("203.0.113.8").open(scanLink(screen));
    screen.waitForText("Scanned.");

    telephone.type("alice");
    String pin = AuditedService.pinOf("alice");
    telephone.click("[data-key='9']");
    telephone.click("[data-key=delete]");
    for (int i = 0; i < pin.length(); i++) {
      telephone.click("[data-key='" + pin.charAt(i) + "']");
    }
    assertThat(telephone.text()).as("dots, not digits").doesNotContain(pin);
    assertThat(telephone.evaluate("document.getElementById('entered').textContent").asText())
        .as("what a screen reader says")
        .isEqualTo("6 digits");
    telephone.click(".key.ok");

    telephone.waitForText("The other screen signs you in");
    screen.waitForText("Hello, Alice");
    assertThat(screen.text()).contains("alice", "member", "UTC").doesNotContain("Admin");
    screen.click("main form[action='/signout'] button");
    screen.waitForText("Show the code");
    assertThat(screen.problems()).isEmpty();
    assertThat(telephone.problems()).isEmpty();
  }

  @Test
  void bringsANewCodeWithoutLoadingThePageAnew() throws Exception {
    Tab screen = personAt("203.0.113.17").open(page("/signin"));
    URI first = scanLink(screen);
    screen.evaluate("window.same = true");

    audited.clock.advance(Duration.ofMinutes(2));
    screen.evaluate("nextPoll = 0");
    screen.waitFor("!document.querySelector('#code a').href.endsWith('" + first.getQuery() + "')");

    assertThat(screen.evaluate("window.same").asBoolean()).isTrue();
    Tab telephone = telephoneAt("203.0.113.18").open(scanLink(screen));
    telephone.waitForText("Confirm it is you");
    screen.evaluate("nextPoll = 0");
    screen.waitForText("Scanned.");
  }

  @Test
  void asksForNoNewCodesForEverAndSaysWhenTheServiceDoesNotAnswer() throws Exception {
    Tab screen = personAt("203.0.113.19").open(page("/signin"));

    screen.offline(true);
    screen.evaluate("nextPoll = 0");
    screen.waitForText("The service does not answer. Trying again.");
    screen.offline(false);
    screen.evaluate("renewals = MOST_RENEWALS; endsAt = 0");
    screen.waitForText("This code is over.");
    screen.click("#life .button");
    screen.waitForText("Waiting for your telephone.");
  }

  @Test
  void saysHowManyTriesAreLeftAndUntilWhenTheAccountIsLocked() throws Exception {
    Tab screen = personAt("203.0.113.27").open(page("/signin"));
    Tab telephone = telephoneAt("203.0.113.28").open(scanLink(screen));

    telephone.type("bob");
    telephone.click("#pin");
    telephone.type("0000");
    telephone.pressEnter();
    telephone.waitForText("At most 4 more tries.");
    assertThat(
            telephone.evaluate(
                "let twice = 0; form.addEventListener('submit', e => {"
                    + " twice += e.defaultPrevented; e.preventDefault(); });"
                    + " pin.value = '1'; form.requestSubmit(); form.requestSubmit();"
                    + " pin.value = ''; sent = false; twice"))
        .as("a double tap is one try")
        .hasToString("1");
    telephone.open(scanLink(screen));
    telephone.type("bob");
    telephone.click("#pin");
    for (String left : List.of("3 more tries.", "2 more tries.", "one more try.")) {
      // The field has the focus again, and the name is still there.
      telephone.type("0000");
      telephone.click(".key.ok");
      telephone.waitForText("At most " + left);
    }
    telephone.type("0000");
    telephone.click(".key.ok");
    telephone.waitForText("the account is locked until ");

    assertThat(telephone.text()).containsPattern("locked until 10:\\d\\d UTC\\.");
    assertThat(audited.events(EventType.LOCKOUT))
        .extracting(event -> event.get(EventField.USER_ID))
        .contains("bob");
    telephone.open(page("/"));
    telephone.waitForText(TURNED_AWAY);
  }

  @Test
  void showsAnAttackToTheAdministratorWhoLetsTheClientInAgain() throws Exception {
    Tab attacker = personAt("203.0.113.66").open(page("/search"));
    attacker.click("input[name=q]");
    attacker.type("<script>alert(1)</script>");
    attacker.click("main .button");
    attacker.waitForText("That is not the name of a service.");
    attacker.open(page("/search"));
    attacker.waitForText(TURNED_AWAY);

    Tab admin = signedIn("olivia", "203.0.113.5");
    admin.click("nav a[href='/admin']");
    admin.waitForText("Open alerts");
    assertThat(admin.text())
        .contains("critical_violations", "203.0.113.66", "<script>alert(1)</script>");
    admin.click("form[action='/admin/unblock'] input[value='203.0.113.66'] + button");
    admin.waitFor("!document.querySelector(\"input[value='203.0.113.66']\")");
    attacker.open(page("/search?q=pay"));
    attacker.waitForText("Payroll");

    assertThat(admin.problems()).isEmpty();
  }

  @Test
  void blocksByHandAndSaysWhatIsWrongWithTheInput() throws Exception {
    Tab admin = signedIn("olivia", "203.0.113.6").open(page("/admin"));
    fill(admin, "address", "203.0.113.300");
    admin.click("form[action='/admin/block'] button");
    admin.waitForText("address \"203.0.113.300\": use an IPv4 or IPv6 address");
    fill(admin, "address", "203.0.113.77");
    fill(admin, "duration", "an hour");
    admin.click("form[action='/admin/block'] button");
    admin.waitForText("duration \"an hour\": use a whole number with s, m, h or d, as in 15m");
    fill(admin, "duration", "2h");
    fill(admin, "reason", "asked by <b>phone</b>");
    admin.click("form[action='/admin/block'] button");
    admin.waitForText("Blocked clients");

    assertThat(admin.text()).contains("203.0.113.77", "asked by <b>phone</b>");
    Tab client = personAt("203.0.113.77").open(page("/"));
    client.waitForText(TURNED_AWAY);
  }

  @Test
  void showsMarkupOfAttackersAsText() throws Exception {
    Browser hostile =
        audited
            .browserAt("203.0.113.99")
            .with("User-Agent", "<img src=x onerror=alert(1)><script>alert(2)</script>");
    String user = "\"><svg onload=alert(3)>\u202e";
    hostile.post("/api/qr/confirm", "token", audited.codeFor(hostile), "user", user, "pin", "1");
    hostile.get("/search?q=" + Browser.encode("'><iframe src=javascript:alert(4)>"));

    Tab admin = signedIn("olivia", "203.0.113.4").open(page("/admin"));

    assertThat(admin.text())
        .contains(
            "<img src=x onerror=alert(1)><script>alert(2)</script>",
            "\"><svg onload=alert(3)>\\u202e",
            "'><iframe src=javascript:alert(4)>");
    assertThat(
            admin.evaluate(
                "document.querySelectorAll('main :is(img, svg, script, iframe)').length"))
        .hasToString("0");
    assertThat(admin.problems()).isEmpty();
  }

  @Test
  void signsInWithoutScripts() throws Exception {
    Tab screen = personAt("203.0.113.37").withoutScripts().open(page("/signin"));
    Tab telephone = telephoneAt("203.0.113.38").withoutScripts().open(scanLink(screen));

    telephone.type("carol");
    telephone.click("#pin");
    telephone.type(AuditedService.pinOf("carol"));
    telephone.click("#plain");

    telephone.waitForText("The other screen signs you in");
    screen.waitForText("Hello, Carol");
    assertThat(screen.problems()).isEmpty();
    assertThat(telephone.problems()).isEmpty();
  }

  @Test
  void letsNoScriptRunThatIsNotItsOwn() throws Exception {
    Tab visitor = personAt("203.0.113.47").open(page("/signin"));

    visitor.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
            + " {textContent: 'window.foreign = true'}))");

    assertThat(visitor.evaluate("window.foreign").isMissingNode()).isTrue();
    visitor.waitFor("true");
    assertThat(visitor.problems()).singleElement().asString().contains("Content Security Policy");
  }

  @Test
  void fitsTelephonesAndDesktopsInLightAndDark() throws Exception {
    Browser guesser = audited.browserAt("198.51.100.23").with("User-Agent", "python-requests/2.32");
    String token = audited.codeFor(guesser);
    for (int i = 0; i < 5; i++) {
      guesser.post("/api/qr/confirm", "token", token, "user", "grace", "pin", "000000");
    }
    Tab stranger = personAt("203.0.113.57").open(page("/signin"));
    Tab telephone = telephoneAt("203.0.113.58").open(scanLink(stranger));
    telephone.type("dave");
    telephone.click("[data-key='4']");
    telephone.click("[data-key='7']");
    Tab admin = signedIn("olivia", "203.0.113.59");

    picturesOf(stranger, "sign-in");
    picturesOf(telephone, "scan");
    telephone.click(".key.ok");
    telephone.waitForText("At most 4 more tries.");
    picturesOf(telephone, "refused");
    picturesOf(admin, "home");
    picturesOf(admin.open(page("/admin")), "admin");
    picturesOf(stranger.open(page("/search?q=e")), "search");
  }

  private static void picturesOf(Tab tab, String name) throws IOException, InterruptedException {
    for (String scheme : List.of("light", "dark")) {
      tab.colours(scheme);
      for (boolean telephone : List.of(true, false)) {
        tab.sized(telephone ? 390 : 1280, telephone ? 844 : 900, telephone ? 2 : 1, telephone);
        Path png = PICTURES.resolve(name + (telephone ? "-phone-" : "-desk-") + scheme + ".png");
        tab.picture(png);
        assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth").asInt())
            .as(png + ": nothing is cut or has to be moved into sight")
            .isNotPositive();
        assertThat(paper(png)).isEqualTo(scheme.equals("light") ? "ffffff" : "18202a");
      }
    }
  }

  /** The colour in a corner of the head. */
  private static String paper(Path png) throws IOException {
    return Integer.toHexString(ImageIO.read(png.toFile()).getRGB(3, 3) & 0xffffff);
  }

  private static void fill(Tab tab, String name, String text)
      throws IOException, InterruptedException {
    tab.evaluate("document.querySelector('input[name=" + name + "]').value = ''");
    tab.click("input[name=" + name + "]");
    tab.type(text);
  }

  private static Tab personAt(String address) throws IOException, InterruptedException {
    return chromium.newPerson().withHeader("Forwarded", "for=" + address);
  }

  private static Tab telephoneAt(String address) throws IOException, InterruptedException {
    return personAt(address).sized(390, 844, 2, true);
  }

  private static URI page(String pathAndQuery) {
    return audited.service().uri().resolve(pathAndQuery);
  }

  private static URI scanLink(Tab screen) throws IOException, InterruptedException {
    return URI.create(screen.evaluate("document.querySelector('#code a').href").asText());
  }

  /** Someone whose telephone is another program. */
  private static Tab signedIn(String user, String address)
      throws IOException, InterruptedException {
    Tab screen = personAt(address).open(page("/signin"));
    String token = scanLink(screen).getQuery().substring("token=".length());
    audited
        .browserAt(address)
        .post("/api/qr/confirm", "token", token, "user", user, "pin", AuditedService.pinOf(user));
    screen.open(page("/signin")).waitForText("Hello, ");
    return screen;
  }
}
