package dev.tocsin.sample.demo;

import dev.tocsin.event.ClientAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One client of the service, with an address, a user agent and cookies of its own. The address goes
 * into the Forwarded header, as a proxy in front of the service would write it. Used by one thread.
 */
final class DemoClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI service;
  private final String address;
  private final String forwarded;
  private final String userAgent;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** What came back. */
  record Answer(String request, int status, String body) {

    /**
     * Goes on only when the service answered as the play has it.
     *
     * @throws IllegalStateException when the status is another one
     */
    Answer expect(int wanted) {
      if (status != wanted) {
        throw new IllegalStateException(
            request + ": answered " + status + " where the play expects " + wanted);
      }
      return this;
    }
  }

  /** A client that tells the truth. */
  DemoClient(HttpClient http, URI service, String address, String userAgent) {
    this(http, service, address, "for=" + node(address), userAgent);
  }

  private DemoClient(
      HttpClient http, URI service, String address, String forwarded, String userAgent) {
    this.http = http;
    this.service = service;
    this.address = address;
    this.forwarded = forwarded;
    this.userAgent = userAgent;
  }

  /** The same client, sending along a Forwarded header that puts the blame on someone else. */
  DemoClient blaming(String other) {
    return new DemoClient(
        http, service, address, "for=" + node(other) + ", " + forwarded, userAgent);
  }

  /** The address that its events must carry. */
  String address() {
    return address;
  }

  /** What rules count it by. */
  String network() {
    ClientAddress client = ClientAddress.parse(address);
    if (client == null) {
      throw new IllegalStateException(address + ": is no address");
    }
    return client.network();
  }

  Answer get(String pathAndQuery) throws IOException, InterruptedException {
    return send("GET " + pathAndQuery, request(pathAndQuery).GET());
  }

  /**
   * Posts a form.
   *
   * @param fields name, value, name, value, …
   */
  Answer post(String path, String... fields) throws IOException, InterruptedException {
    StringJoiner form = new StringJoiner("&");
    for (int i = 0; i < fields.length; i += 2) {
      form.add(encode(fields[i]) + "=" + encode(fields[i + 1]));
    }
    return send(
        "POST " + path,
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.resolve(pathAndQuery))
            .timeout(TIMEOUT)
            .header("Forwarded", forwarded)
            .header("User-Agent", userAgent);
    if (!cookies.isEmpty()) {
      StringJoiner header = new StringJoiner("; ");
      cookies.forEach((name, value) -> header.add(name + "=" + value));
      request.header("Cookie", header.toString());
    }
    return request;
  }

  private Answer send(String name, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      keep(cookie);
    }
    return new Answer(name + " from " + address, response.statusCode(), response.body());
  }

  private void keep(String setCookie) {
    String pair = setCookie.split(";", 2)[0];
    int equals = pair.indexOf('=');
    String name = pair.substring(0, equals);
    String value = pair.substring(equals + 1);
    if (value.isEmpty()) {
      cookies.remove(name);
    } else {
      cookies.put(name, value);
    }
  }

  private static String node(String address) {
    return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
  }
}
