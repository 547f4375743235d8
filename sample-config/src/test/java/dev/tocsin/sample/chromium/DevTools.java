package dev.tocsin.sample.chromium;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a browser: commands with answers, and events by the session that they are of.
 * Commands are sent by one thread.
 */
final class DevTools implements AutoCloseable {
  private static final long LONGEST_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonNode>> sessions = new ConcurrentHashMap<>();
  private final WebSocket socket;

  private DevTools(URI address) {
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, new Messages())
            .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  static DevTools connect(URI address) {
    return new DevTools(address);
  }

  /** Has the events of a session given to somebody, on the connection's thread. */
  void listen(String session, Consumer<JsonNode> events) {
    sessions.put(session, events);
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @param session null for the browser itself
   * @param parameters name, value, name, value, …
   * @throws IOException if the browser refuses it, or answers too late
   */
  JsonNode send(@Nullable String session, String method, Object... parameters)
      throws IOException, InterruptedException {
    ObjectNode command = JSON.createObjectNode().put("id", ids.incrementAndGet());
    command.put("method", method);
    if (session != null) {
      command.put("sessionId", session);
    }
    ObjectNode values = command.putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      values.set(String.valueOf(parameters[i]), JSON.valueToTree(parameters[i + 1]));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(command.get("id").intValue(), answer);
    try {
      socket.sendText(command.toString(), true).get(LONGEST_SECONDS, TimeUnit.SECONDS);
      JsonNode message = answer.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (message.has("error")) {
        throw new IOException(method + ": " + message.get("error"));
      }
      return message.path("result");
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(method + ": no answer", e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private void take(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").intValue());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    Consumer<JsonNode> events = sessions.get(message.path("sessionId").asText());
    if (events != null) {
      events.accept(message);
    }
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      message.append(text);
      if (last) {
        try {
          take(JSON.readTree(message.toString()));
        } catch (IOException e) {
          onError(from, e);
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      waiting.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }
}
