package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers {@code /prefix/loki/api/v1/query_range} as Loki does: the oldest entries from {@code
 * start} on, before {@code end}, at most {@code limit}. What is asked for beyond that is noted.
 */
final class FakeLoki implements Closeable {
  private static final long MAX_RANGE = 721L * 3600 * 1_000_000_000;

  final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
  final List<Headers> headers = new CopyOnWriteArrayList<>();
  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private record Entry(long nanos, String line) {}

  FakeLoki() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/prefix/loki/api/v1/query_range", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/prefix";
  }

  /** Answers everything on a path so. */
  String answering(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", address());
          send(exchange, status, body);
        });
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  void keep(long nanos, String line) {
    entries.add(new Entry(nanos, line));
  }

  private void answer(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    for (String parameter : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      String[] both = parameter.split("=", 2);
      query.put(both[0], URLDecoder.decode(both[1], UTF_8));
    }
    asked.add(query);
    headers.add(exchange.getRequestHeaders());
    long start = Long.parseLong(query.get("start"));
    long end = Long.parseLong(query.get("end"));
    if (end - start > MAX_RANGE) {
      send(exchange, 400, "the query time range exceeds the limit");
      return;
    }
    List<Entry> found = new ArrayList<>(entries);
    found.sort(Comparator.comparingLong(Entry::nanos));
    String streams =
        found.stream()
            .filter(entry -> entry.nanos() >= start && entry.nanos() < end)
            .limit(Long.parseLong(query.get("limit")))
            .map(FakeLoki::stream)
            .collect(joining(","));
    send(
        exchange,
        200,
        "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":["
            + streams
            + "],\"stats\":{}}}");
  }

  private static String stream(Entry entry) {
    return JsonLine.of(
        json -> {
          json.writeObjectFieldStart("stream");
          json.writeStringField("event_name", "tocsin.checkpoint");
          json.writeStringField("service_name", "shop");
          json.writeEndObject();
          json.writeArrayFieldStart("values");
          json.writeStartArray();
          json.writeString(Long.toString(entry.nanos()));
          json.writeString(entry.line());
          json.writeEndArray();
          json.writeEndArray();
        });
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
