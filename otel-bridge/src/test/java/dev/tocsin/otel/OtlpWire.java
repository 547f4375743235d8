package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What arrives where log records are sent to: sent by the real exporter, and read as
 * opentelemetry/proto/logs/v1/logs.proto says. Text that is no UTF-8 fails, as it does in a
 * collector.
 */
final class OtlpWire {
  /** One record as it arrived; attributes by name, an attribute without a value as null. */
  record Arrived(
      String eventName,
      long time,
      long observed,
      long severityNumber,
      String severityText,
      @Nullable Object body,
      Map<String, @Nullable Object> attributes,
      long droppedAttributes,
      boolean hasFlags,
      String traceId,
      String spanId) {}

  private OtlpWire() {}

  /** Sends one record over HTTP and reads what came. */
  static Arrived through(LogRecordData record, MemoryMode mode) throws Exception {
    BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/logs",
        exchange -> {
          bodies.add(exchange.getRequestBody().readAllBytes());
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/logs";
    try (OtlpHttpLogRecordExporter exporter =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint(endpoint)
            .setCompression("none")
            .setMemoryMode(mode)
            .build()) {
      assertThat(exporter.export(List.of(record)).join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
      byte[] body = bodies.poll(10, TimeUnit.SECONDS);
      assertThat(body).isNotNull();
      return arrived(body);
    } finally {
      server.stop(0);
    }
  }

  private static Arrived arrived(byte[] request) throws IOException {
    Message resourceLogs = Message.read(ByteBuffer.wrap(request)).message(1);
    Message record = resourceLogs.message(2).message(2);
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    for (Object each : record.all(6)) {
      Message pair = Message.read((ByteBuffer) each);
      assertThat(attributes).doesNotContainKey(pair.text(1));
      attributes.put(pair.text(1), value(pair));
    }
    return new Arrived(
        record.text(12),
        record.number(1),
        record.number(11),
        record.number(2),
        record.text(3),
        record.all(5).isEmpty() ? null : any(record.message(5)),
        attributes,
        record.number(7),
        !record.all(8).isEmpty(),
        record.hex(9),
        record.hex(10));
  }

  private static @Nullable Object value(Message pair) throws IOException {
    return pair.all(2).isEmpty() ? null : any(pair.message(2));
  }

  private static @Nullable Object any(Message value) throws IOException {
    if (!value.all(1).isEmpty()) {
      return value.text(1);
    }
    if (!value.all(2).isEmpty()) {
      return value.number(2) == 1;
    }
    if (!value.all(3).isEmpty()) {
      return value.number(3);
    }
    if (!value.all(4).isEmpty()) {
      return Double.longBitsToDouble(value.number(4));
    }
    if (!value.all(5).isEmpty()) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Object each : value.message(5).all(1)) {
        list.add(any(Message.read((ByteBuffer) each)));
      }
      return list;
    }
    if (!value.all(6).isEmpty()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (Object each : value.message(6).all(1)) {
        Message pair = Message.read((ByteBuffer) each);
        map.put(pair.text(1), value(pair));
      }
      return map;
    }
    return null;
  }

  /** The fields of a message by number; what has a length is a buffer, the rest is a number. */
  private record Message(Map<Integer, List<Object>> fields) {
    static Message read(ByteBuffer whole) {
      ByteBuffer in = whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      Map<Integer, List<Object>> fields = new LinkedHashMap<>();
      while (in.hasRemaining()) {
        int tag = (int) varint(in);
        Object value;
        switch (tag & 7) {
          case 0 -> value = varint(in);
          case 1 -> value = in.getLong();
          case 2 -> {
            int length = (int) varint(in);
            value = in.slice(in.position(), length);
            in.position(in.position() + length);
          }
          case 5 -> value = (long) in.getInt();
          default -> throw new IllegalArgumentException("wire type " + (tag & 7));
        }
        fields.computeIfAbsent(tag >>> 3, number -> new ArrayList<>()).add(value);
      }
      return new Message(fields);
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte part = in.get();
        value |= (long) (part & 0x7f) << shift;
        if (part >= 0) {
          return value;
        }
      }
    }

    List<Object> all(int field) {
      return fields.getOrDefault(field, List.of());
    }

    Message message(int field) {
      return read((ByteBuffer) all(field).get(0));
    }

    long number(int field) {
      return all(field).isEmpty() ? 0 : (Long) all(field).get(0);
    }

    String text(int field) throws CharacterCodingException {
      return all(field).isEmpty()
          ? ""
          : StandardCharsets.UTF_8
              .newDecoder()
              .decode(((ByteBuffer) all(field).get(0)).duplicate())
              .toString();
    }

    String hex(int field) {
      StringBuilder hex = new StringBuilder();
      if (!all(field).isEmpty()) {
        ByteBuffer bytes = ((ByteBuffer) all(field).get(0)).duplicate();
        while (bytes.hasRemaining()) {
          hex.append(String.format("%02x", bytes.get()));
        }
      }
      return hex.toString();
    }
  }
}
