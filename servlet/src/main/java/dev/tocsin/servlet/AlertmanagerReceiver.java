package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.audit.BlockList;
import dev.tocsin.audit.FleetAlert;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.Quote;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Takes alerts of a fleet's rules from Alertmanager's webhook, and has this process shut their
 * clients out. It only does what this process's own rule of that name would do: see {@link
 * BlockList#block(FleetAlert)}. An alert has to have the labels that {@code tocsin rules compile}
 * gives it: {@code response="block"} (so that it rests only on events that may lead to a block),
 * {@code rule}, and {@code tocsin_client_network}. A resolved alert does nothing: a block ends by
 * itself.
 *
 * <p>It takes POST with {@code application/json}, at most {@value #MAX_BYTES} bytes, from who
 * brings the token. A message that it can't read whole does nothing. The answer counts what came of
 * the alerts and says why some were refused: {@code 200}; {@code 503} if no rules are evaluated
 * yet, and Alertmanager sends it again; {@code 400}, {@code 401}, {@code 405}, {@code 413} or
 * {@code 415} with one line.
 *
 * <p>In {@code web.xml} it takes the init parameter {@code tokenFile}. Thread-safe.
 */
public final class AlertmanagerReceiver extends HttpServlet {
  /** Bytes that a message has at most. */
  public static final int MAX_BYTES = 1 << 20;

  private static final long serialVersionUID = 1L;

  /** Kinds of trouble that the status log is told of, once each. */
  private static final int MAX_TOLD = 100;

  private static final Pattern JSON =
      Pattern.compile(
          "application/json *+(?:; *+charset=\"?utf-8\"? *+)?", Pattern.CASE_INSENSITIVE);

  private transient volatile @Nullable BearerToken token;
  private final transient Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final transient Set<String> told = ConcurrentHashMap.newKeySet();

  /** For {@code web.xml}: configured by the init parameter. */
  public AlertmanagerReceiver() {}

  /**
   * For use from code.
   *
   * @param token what Alertmanager has to bring
   */
  public AlertmanagerReceiver(BearerToken token) {
    this.token = token;
  }

  /**
   * Reads the init parameter.
   *
   * @throws ServletException if there is no token, or its file can't be used; one line
   */
  @Override
  public void init() throws ServletException {
    if (token != null) {
      return;
    }
    String file = getInitParameter("tokenFile");
    if (file == null) {
      throw new ServletException(
          "init parameter tokenFile is missing: name a file that holds the token which Alertmanager"
              + " brings");
    }
    try {
      token = BearerToken.fromFile(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new ServletException("init parameter tokenFile: " + e.getMessage(), e);
    }
  }

  /**
   * What was counted so far, by name: {@code blocked}, {@code known}, {@code over}, {@code
   * resolved} and the reasons of refusal, as answers have them, count alerts; {@code truncated}
   * counts those that Alertmanager left out; {@code unauthorized}, {@code malformed}, {@code
   * too_large} and {@code unsuitable} (another method or content) count requests. What has not
   * happened is not there.
   */
  public Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((name, number) -> all.put(name, number.sum()));
    return all;
  }

  private void count(String name, long number) {
    counts.computeIfAbsent(name, each -> new LongAdder()).add(number);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BearerToken wanted = token;
    if (wanted == null || !wanted.matches(request)) {
      response.setHeader("WWW-Authenticate", "Bearer");
      refuse(response, 401, "unauthorized", "bring the token: Authorization: Bearer …");
    } else if (!"POST".equals(request.getMethod())) {
      response.setHeader("Allow", "POST");
      refuse(response, 405, "unsuitable", "use POST");
    } else if (!isJson(request)) {
      refuse(response, 415, "unsuitable", "send application/json in UTF-8, not compressed");
    } else {
      take(request, response);
    }
  }

  private static boolean isJson(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null
        && JSON.matcher(type).matches()
        && request.getHeader("Content-Encoding") == null;
  }

  private void take(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] body =
        request.getContentLengthLong() > MAX_BYTES
            ? null
            : request.getInputStream().readNBytes(MAX_BYTES + 1);
    if (body == null || body.length > MAX_BYTES) {
      refuse(response, 413, "too_large", "send at most " + MAX_BYTES + " bytes: set max_alerts");
      return;
    }
    WebhookMessage message;
    try {
      message = WebhookReader.read(body);
    } catch (IllegalArgumentException e) {
      String mistake = String.valueOf(e.getMessage());
      tell(mistake);
      refuse(response, 400, "malformed", mistake);
      return;
    }
    FleetAnswer answer = act(message);
    if (answer.isToBeSentAgain()) {
      response.setHeader("Retry-After", "5");
    }
    write(response, answer.isToBeSentAgain() ? 503 : 200, "application/json", answer.toJson());
  }

  private FleetAnswer act(WebhookMessage message) {
    String source = cut(message.externalUrl());
    FleetAnswer answer = new FleetAnswer(message.truncatedAlerts());
    for (WebhookMessage.Alert alert : message.alerts()) {
      FleetOutcome outcome = outcome(alert, source);
      answer.add(alert, outcome);
      if (outcome.isRefused()) {
        String rule = alert.labels().getOrDefault("rule", "");
        tell("alerts of the rule " + Quote.of(rule) + " are refused: " + outcome.why);
      }
    }
    answer.counts().forEach((outcome, number) -> count(outcome.text(), number));
    if (message.truncatedAlerts() > 0) {
      count("truncated", message.truncatedAlerts());
      tell("Alertmanager leaves alerts out: set its max_alerts to 0");
    }
    return answer;
  }

  private static String cut(String url) {
    return url.length() <= FleetAlert.MAX_SOURCE ? url : url.substring(0, FleetAlert.MAX_SOURCE);
  }

  private static FleetOutcome outcome(WebhookMessage.Alert alert, String source) {
    Map<String, String> labels = alert.labels();
    if (!alert.firing()) {
      return FleetOutcome.RESOLVED;
    }
    if (!"block".equals(labels.get("response"))) {
      return FleetOutcome.NOT_ASKED;
    }
    String rule = labels.getOrDefault("rule", "");
    if (rule.isEmpty() || rule.length() > FleetAlert.MAX_NAME) {
      return FleetOutcome.NO_RULE;
    }
    String network = labels.getOrDefault("tocsin_client_network", "");
    ClientAddress client = ClientAddress.parseNetwork(network);
    if (client == null || !client.network().equals(network)) {
      return FleetOutcome.NO_CLIENT;
    }
    return FleetOutcome.of(
        BlockList.block(
            new FleetAlert(rule, client, alert.startsAt(), alert.fingerprint(), source)));
  }

  /** Once for each kind, so that what is told again and again fills no log. */
  private void tell(String trouble) {
    if (told.size() < MAX_TOLD && told.add(trouble)) {
      StatusLogger.getLogger().warn("tocsin: fleet alerts: {}", trouble);
    }
  }

  private void refuse(HttpServletResponse response, int status, String counted, String line)
      throws IOException {
    count(counted, 1);
    write(response, status, "text/plain", line + "\n");
  }

  private static void write(HttpServletResponse response, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    response.setStatus(status);
    response.setContentType(type + ";charset=utf-8");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
