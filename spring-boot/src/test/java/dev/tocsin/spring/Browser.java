package dev.tocsin.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookieStore;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;

/** A client with cookies that follows no redirect. */
final class Browser {
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final String base;

  Browser(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
  }

  HttpResponse<String> getAs(String user, String password, String path) {
    String credentials =
        Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Basic " + credentials)
            .GET());
  }

  HttpResponse<String> getWithToken(String token, String path) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + token)
            .GET());
  }

  /** Forgets the session, and keeps every other cookie. */
  void forgetSession() {
    CookieStore cookies = ((CookieManager) client.cookieHandler().orElseThrow()).getCookieStore();
    List.copyOf(cookies.getCookies()).stream()
        .filter(each -> each.getName().equals("JSESSIONID"))
        .forEach(each -> cookies.remove(null, each));
  }

  HttpResponse<String> signIn(String user, String password, String... more) {
    return post(
        "/login", "username=" + user + "&password=" + encode(password) + String.join("", more));
  }

  HttpResponse<String> post(String path, String form) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
