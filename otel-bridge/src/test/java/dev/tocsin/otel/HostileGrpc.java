package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Map;

/**
 * A receiver of gRPC on a real socket: as much of HTTP/2 as one small call after another needs. It
 * reads no headers, and gives every call the same answer.
 */
final class HostileGrpc extends HostileReceiver {
  private static final int PREFACE_BYTES = 24;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;

  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Call call;

  /** What is written in answer to a call. */
  interface Call {
    void answer(int stream, DataOutputStream out) throws IOException;
  }

  HostileGrpc(Call call) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), call);
  }

  HostileGrpc(ServerSocket server, Call call) {
    super(server, HostileReceiver.cut(""));
    this.call = call;
  }

  /** The answer of a method that went well. */
  static Call ok(byte[] message) {
    return (stream, out) -> {
      headers(out, stream, 0, ":status", "200", "content-type", "application/grpc");
      frame(out, DATA, 0, stream, message(message));
      headers(out, stream, END_STREAM, "grpc-status", "0");
    };
  }

  /** The answer of a method that failed. */
  static Call failed(int code, String description) {
    return header("200", "grpc-status", String.valueOf(code), "grpc-message", description);
  }

  /** An answer of headers alone, the further ones as names and values. */
  static Call header(String status, String name, String value, String... more) {
    return (stream, out) -> {
      ByteArrayOutputStream block = block(":status", status, "content-type", "application/grpc");
      block.write(block(name, value).toByteArray());
      block.write(block(more).toByteArray());
      frame(out, HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray());
    };
  }

  @Override
  void converse(InputStream raw, OutputStream rawOut) throws IOException {
    DataInputStream in = new DataInputStream(raw);
    DataOutputStream out = new DataOutputStream(rawOut);
    in.skipNBytes(PREFACE_BYTES);
    frame(out, SETTINGS, 0, 0, new byte[0]);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      out.flush();
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
        frame(out, type, ACK, 0, type == PING ? payload : new byte[0]);
      }
      if (type == DATA) {
        body.write(payload);
        if ((flags & END_STREAM) != 0) {
          received(request(body.toByteArray()));
          body.reset();
          call.answer(stream, out);
        }
      }
    }
  }

  private static Request request(byte[] body) {
    byte[] message = Arrays.copyOfRange(body, 5, body.length);
    return new Request(
        "gRPC", body[0] == 0 ? Map.of() : Map.of("content-encoding", "gzip"), message);
  }

  private static byte[] message(byte[] content) {
    byte[] message = new byte[5 + content.length];
    message[4] = (byte) content.length;
    System.arraycopy(content, 0, message, 5, content.length);
    return message;
  }

  private static void headers(DataOutputStream out, int stream, int flags, String... fields)
      throws IOException {
    frame(out, HEADERS, END_HEADERS | flags, stream, block(fields).toByteArray());
  }

  /** Names and values as HPACK's literals without indexing, none over 126 bytes. */
  private static ByteArrayOutputStream block(String... fields) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i++) {
      if (i % 2 == 0) {
        block.write(0);
      }
      byte[] text = fields[i].getBytes(UTF_8);
      block.write(text.length);
      block.write(text);
    }
    return block;
  }

  private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    out.writeByte(0);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }
}
