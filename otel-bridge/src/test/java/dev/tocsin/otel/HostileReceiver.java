package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A receiver on a real socket, which answers as a test wants, well or badly. */
class HostileReceiver implements AutoCloseable {
  private final ServerSocket server;
  private final Reply reply;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What is written to a connection after a request; an exception closes the connection. */
  interface Reply {
    void write(OutputStream out, HostileReceiver receiver) throws IOException, InterruptedException;
  }

  /** A request as it came, the names of headers in lower case. */
  static final class Request {
    private final String line;
    private final Map<String, String> headers;
    private final byte[] body;

    Request(String line, Map<String, String> headers, byte[] body) {
      this.line = line;
      this.headers = headers;
      this.body = body;
    }

    String line() {
      return line;
    }

    Map<String, String> headers() {
      return headers;
    }

    /** The body, unpacked if it was packed, one character for each byte. */
    String text() {
      if (!"gzip".equals(headers.get("content-encoding"))) {
        return new String(body, ISO_8859_1);
      }
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        return new String(in.readAllBytes(), ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  HostileReceiver(Reply reply) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), reply);
  }

  HostileReceiver(ServerSocket server, Reply reply) {
    this.server = server;
    this.reply = reply;
    threads.execute(this::accept);
  }

  /** An answer of HTTP/1.1 with a body and headers, each as {@code name: value}. */
  static Reply http(int status, byte[] body, String... headers) {
    return (out, receiver) -> {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Any Words\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
      out.write(head.toString().getBytes(ISO_8859_1));
      out.write(body);
    };
  }

  static Reply http(int status, String body, String... headers) {
    return http(status, body.getBytes(ISO_8859_1), headers);
  }

  /** Bytes as they are, and then the end of the connection. */
  static Reply cut(String raw) {
    return (out, receiver) -> {
      out.write(raw.getBytes(ISO_8859_1));
      out.flush();
      throw new EOFException("cut");
    };
  }

  /** Bytes as they are, and then nothing, as long as the receiver lives. */
  static Reply hang(String raw) {
    return (out, receiver) -> {
      out.write(raw.getBytes(ISO_8859_1));
      out.flush();
      receiver.closed.await();
    };
  }

  /** A body of which ever more comes. */
  static Reply endless(int status) {
    return (out, receiver) -> {
      out.write(("HTTP/1.1 " + status + " Any Words\r\n\r\n").getBytes(ISO_8859_1));
      byte[] part = new byte[1_024];
      while (receiver.closed.getCount() > 0) {
        out.write(part);
      }
    };
  }

  /** Its address with a scheme. */
  String url(String scheme) {
    return scheme + "://localhost:" + server.getLocalPort();
  }

  int port() {
    return server.getLocalPort();
  }

  List<Request> requests() {
    return requests;
  }

  /** How many connections were opened to it. */
  int connections() {
    return connections.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        threads.execute(() -> hold(connection));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void hold(Socket connection) {
    try (connection) {
      converse(
          new BufferedInputStream(connection.getInputStream()),
          new BufferedOutputStream(connection.getOutputStream()));
    } catch (IOException e) {
      // The other side is gone, or a reply closes the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is done on a connection, until it is closed. */
  void converse(InputStream in, OutputStream out) throws IOException, InterruptedException {
    while (true) {
      received(request(in));
      reply.write(out, this);
      out.flush();
    }
  }

  void received(Request request) {
    requests.add(request);
  }

  private static Request request(InputStream in) throws IOException {
    String first = line(in);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("no HTTP/1.1");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Request(first, headers, in.readNBytes(length));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("no more requests");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
    threads.shutdownNow();
  }
}
