package dev.tocsin.sample.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser at an address of its own, which a proxy on loopback tells the shop. */
final class Visitor {
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]* value=\"([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final String shop;
  private final String address;

  Visitor(int port, String address) {
    this.shop = "http://127.0.0.1:" + port;
    this.address = address;
  }

  /** Signs in by the form; answers whether that led to the home page. */
  boolean signIn(String user, String password) throws IOException, InterruptedException {
    HttpResponse<String> form = get("/login");
    Matcher token = TOKEN.matcher(form.body());
    if (!token.find()) {
      return false;
    }
    HttpResponse<String> answer =
        post(
            "/login",
            "username="
                + user
                + "&password="
                + password
                + "&_csrf="
                + URLEncoder.encode(token.group(1), UTF_8));
    return answer.headers().firstValue("Location").orElse("").endsWith("/");
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(shop + path)).header("X-Forwarded-For", address);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
