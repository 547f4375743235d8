package dev.tocsin.sample.chromium;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** One tab, as a person uses it. Used by one thread. */
public final class Tab {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(25);

  private static final String LOADED = "document.readyState === 'complete'";

  private final DevTools tools;
  private final String context;
  private final String session;
  private final List<String> problems = new CopyOnWriteArrayList<>();

  private Tab(DevTools tools, String context, String session) {
    this.tools = tools;
    this.context = context;
    this.session = session;
  }

  static Tab open(DevTools tools, String context) throws IOException, InterruptedException {
    String target =
        tools
            .send(
                null,
                "Target.createTarget",
                "url",
                "about:blank",
                "browserContextId",
                context,
                "newWindow",
                true)
            .path("targetId")
            .asText();
    String session =
        tools
            .send(null, "Target.attachToTarget", "targetId", target, "flatten", true)
            .path("sessionId")
            .asText();
    Tab tab = new Tab(tools, context, session);
    tools.listen(session, tab::take);
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      tab.send(domain + ".enable");
    }
    return tab;
  }

  /** Another tab of the same person. */
  public Tab another() throws IOException, InterruptedException {
    return open(tools, context);
  }

  /** Sends this header with each request from now on. */
  public Tab withHeader(String name, String value) throws IOException, InterruptedException {
    send("Network.setExtraHTTPHeaders", "headers", Map.of(name, value));
    return this;
  }

  public Tab withoutScripts() throws IOException, InterruptedException {
    send("Emulation.setScriptExecutionDisabled", "value", true);
    return this;
  }

  /** Cuts the tab off from every network, or brings it back. */
  public void offline(boolean off) throws IOException, InterruptedException {
    send(
        "Network.emulateNetworkConditions",
        "offline",
        off,
        "latency",
        0,
        "downloadThroughput",
        -1,
        "uploadThroughput",
        -1);
  }

  /** Shows pages in another size, as on a telephone; {@code scale} is of device pixels. */
  public Tab sized(int width, int height, double scale, boolean telephone)
      throws IOException, InterruptedException {
    send(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        scale,
        "mobile",
        telephone);
    return this;
  }

  /** Shows pages as for someone who likes them {@code light} or {@code dark}. */
  public Tab colours(String scheme) throws IOException, InterruptedException {
    send(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", scheme)));
    return this;
  }

  /** Opens a page and waits until it is there. */
  public Tab open(URI page) throws IOException, InterruptedException {
    evaluate("window.left = true");
    JsonNode answer = send("Page.navigate", "url", page.toString());
    if (answer.has("errorText")) {
      throw new IOException(page + ": " + answer.get("errorText").asText());
    }
    waitFor("!window.left && " + LOADED);
    return this;
  }

  /** What an expression comes to, or its promise. */
  public JsonNode evaluate(String expression) throws IOException, InterruptedException {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            "expression",
            expression,
            "awaitPromise",
            true,
            "returnByValue",
            true);
    if (answer.has("exceptionDetails")) {
      throw new IOException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits until an expression is true; a page that changes meanwhile is looked at anew. */
  public void waitFor(String expression) {
    await("in the browser: " + expression)
        .atMost(LONGEST_WAIT)
        .pollInterval(LOOK_EVERY)
        .ignoreException(IOException.class)
        .until(() -> evaluate("Boolean(" + expression + ")").asBoolean());
  }

  /** Waits until the page shows a text, and its scripts have begun. */
  public void waitForText(String text) {
    waitFor(LOADED + " && document.body.innerText.includes(" + quoted(text) + ")");
  }

  /** What the page shows. */
  public String text() throws IOException, InterruptedException {
    return evaluate("document.body.innerText").asText();
  }

  /** Clicks with the mouse into the middle of an element. */
  public void click(String selector) throws IOException, InterruptedException {
    waitFor(LOADED + " && document.querySelector(" + quoted(selector) + ")");
    JsonNode at =
        evaluate(
            "(() => { const e = document.querySelector("
                + quoted(selector)
                + "); e.scrollIntoView({block: 'center', behavior: 'instant'});"
                + " const r = e.getBoundingClientRect();"
                + " return {x: r.x + r.width / 2, y: r.y + r.height / 2, area: r.width * r.height};"
                + " })()");
    if (at.path("area").asDouble() == 0) {
      throw new IOException(selector + ": can't be seen");
    }
    for (String type : List.of("mousePressed", "mouseReleased")) {
      send(
          "Input.dispatchMouseEvent",
          "type",
          type,
          "x",
          at.get("x").asDouble(),
          "y",
          at.get("y").asDouble(),
          "button",
          "left",
          "clickCount",
          1);
    }
  }

  /**
   * Types into whatever has the focus, key by key. Waits until something has it: a page gives
   * {@code autofocus} with its first picture, which on a busy machine is later than its load.
   */
  public void type(String text) throws IOException, InterruptedException {
    waitFor(LOADED + " && document.activeElement !== document.body");
    for (int i = 0; i < text.length(); i++) {
      String key = text.substring(i, i + 1);
      send("Input.dispatchKeyEvent", "type", "keyDown", "key", key, "text", key);
      send("Input.dispatchKeyEvent", "type", "keyUp", "key", key);
    }
  }

  public void pressEnter() throws IOException, InterruptedException {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          "Enter",
          "text",
          "\r",
          "windowsVirtualKeyCode",
          13);
    }
  }

  /** Makes a picture of what can be seen. */
  public void picture(Path png) throws IOException, InterruptedException {
    Files.createDirectories(png.toAbsolutePath().getParent());
    String base64 = send("Page.captureScreenshot", "format", "png").path("data").asText();
    Files.write(png, Base64.getDecoder().decode(base64));
  }

  /** What the console shows in red or yellow: uncaught errors, refused loads, broken policies. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private void take(JsonNode event) {
    JsonNode values = event.path("params");
    switch (event.path("method").asText()) {
      case "Runtime.exceptionThrown" -> problems.add(values.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        String type = values.path("type").asText();
        if (type.equals("error") || type.equals("warning") || type.equals("assert")) {
          problems.add(type + ": " + values.path("args"));
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = values.path("entry");
        String level = entry.path("level").asText();
        if (level.equals("error") || level.equals("warning")) {
          problems.add(
              entry.path("source").asText()
                  + ": "
                  + entry.path("text").asText()
                  + " "
                  + entry.path("url").asText());
        }
      }
      default -> {
        // Of no interest.
      }
    }
  }

  private JsonNode send(String method, Object... parameters)
      throws IOException, InterruptedException {
    return tools.send(session, method, parameters);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
