package dev.tocsin.sample.login;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A client with cookies; follows no redirects. */
final class Browser {
  private final HttpClient http;
  private final URI service;
  private final List<String> headers = new ArrayList<>();

  Browser(URI service) {
    this.service = service;
    this.http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  }

  /** Sends this header with each request from now on. */
  Browser with(String name, String value) {
    headers.add(name);
    headers.add(value);
    return this;
  }

  HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(service.resolve(pathAndQuery)).GET());
  }

  HttpResponse<String> post(String path, String... fields)
      throws IOException, InterruptedException {
    StringJoiner form = new StringJoiner("&");
    for (int i = 0; i < fields.length; i += 2) {
      form.add(encode(fields[i]) + "=" + encode(fields[i + 1]));
    }
    return send(
        HttpRequest.newBuilder(service.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  HttpResponse<String> method(String method, String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(service.resolve(path)).method(method, BodyPublishers.noBody()));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
