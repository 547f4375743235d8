package dev.tocsin.sample.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.event.EventType;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a client goes through the steps of a sign-in, and which events each step causes. */
final class SignInScript {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern SCAN_LINK = Pattern.compile("/scan\\?token=([A-Za-z0-9_-]+)");

  private final PlayAccount.Tally tally;

  SignInScript(PlayAccount.Tally tally) {
    this.tally = tally;
  }

  /**
   * Through the JSON interface; browser and telephone share the client's address.
   *
   * @param pins what the user types, one after the other; the last is right, the others are not
   */
  void byApi(DemoClient client, String user, List<String> pins)
      throws IOException, InterruptedException {
    String token = generate(client);
    scan(client, token);
    for (String pin : pins.subList(0, pins.size() - 1)) {
      refused(client, token, user, pin);
      tally.add(EventType.PIN_FAILED, client);
    }
    String pin = pins.get(pins.size() - 1);
    client.post("/api/qr/confirm", "token", token, "user", user, "pin", pin).expect(200);
    tally.add(EventType.PIN_VERIFIED, client);
    client.post("/api/qr/session").expect(201);
    tally.add(EventType.SESSION_CREATED, client);
  }

  /** As {@link #byApi}, through the pages, as a browser and a person would. */
  void byPages(DemoClient client, String user, List<String> pins)
      throws IOException, InterruptedException {
    Matcher link = SCAN_LINK.matcher(client.get("/signin").expect(200).body());
    if (!link.find()) {
      throw new IllegalStateException("the page /signin shows no code");
    }
    tally.add(EventType.QR_GENERATED, client);
    client.get(link.group()).expect(200);
    tally.add(EventType.QR_SCANNED, client);
    String token = link.group(1);
    for (String pin : pins.subList(0, pins.size() - 1)) {
      client.post("/scan", "token", token, "user", user, "pin", pin).expect(401);
      tally.add(EventType.PIN_FAILED, client);
    }
    String pin = pins.get(pins.size() - 1);
    client.post("/scan", "token", token, "user", user, "pin", pin).expect(200);
    tally.add(EventType.PIN_VERIFIED, client);
    client.get("/signin").expect(302);
    tally.add(EventType.SESSION_CREATED, client);
  }

  /** Asks for a code and returns its token. */
  String generate(DemoClient client) throws IOException, InterruptedException {
    String body = client.post("/api/qr", "service_id", "1").expect(201).body();
    tally.add(EventType.QR_GENERATED, client);
    return member(body, "token");
  }

  void scan(DemoClient client, String token) throws IOException, InterruptedException {
    client.post("/api/qr/scan", "token", token).expect(200);
    tally.add(EventType.QR_SCANNED, client);
  }

  /** Confirms in vain; the caller counts what that causes. */
  void refused(DemoClient client, String token, String user, String pin)
      throws IOException, InterruptedException {
    client.post("/api/qr/confirm", "token", token, "user", user, "pin", pin).expect(401);
  }

  void signOut(DemoClient client) throws IOException, InterruptedException {
    client.post("/signout").expect(302);
    tally.add(EventType.LOGOUT, client);
  }

  private static String member(String json, String name) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals(name)) {
          return String.valueOf(parser.nextTextValue());
        }
      }
    }
    throw new IllegalStateException("the service answered without " + name);
  }
}
