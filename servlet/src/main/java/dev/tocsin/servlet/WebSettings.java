package dev.tocsin.servlet;

import dev.tocsin.event.Nearest;
import dev.tocsin.event.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How {@link AuditFilter} works. Read from texts, as {@code web.xml} and other configurations have
 * them, by {@link #parse}; everything has a default. Immutable and thread-safe.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>name</th><th>meaning</th><th>default</th></tr>
 * <tr><td>trustedProxies</td><td>address ranges of the proxies that are believed</td><td>none</td>
 * </tr>
 * <tr><td>forwardingHeader</td><td>{@code forwarded}, {@code x_forwarded_for} or {@code
 * either}</td><td>either</td></tr>
 * <tr><td>automaticEvents</td><td>names of {@link AutomaticEvent}, or {@code none}</td><td>all but
 * uncaught_exception, csrf_attempt, auth_session_hijacked, file_upload_malicious</td></tr>
 * <tr><td>trustedOrigins</td><td>origins, as {@code https://shop.example.com}, whose pages may make
 * a browser send changes here; the application's own is one</td><td>none</td></tr>
 * <tr><td>excludedPaths</td><td>paths without automatic events</td><td>none</td></tr>
 * <tr><td>signInPaths</td><td>paths to which a POST brings credentials, whose 401 is therefore a
 * failed sign-in</td><td>none</td></tr>
 * <tr><td>adminPaths</td><td>paths whose use is {@code admin_access}</td><td>none</td></tr>
 * <tr><td>protectedPaths</td><td>paths whose use is {@code data_access}</td><td>none</td></tr>
 * <tr><td>notFoundLimit</td><td>answers 404 to one client that make a flood</td><td>20/1m</td></tr>
 * <tr><td>blocking</td><td>whether blocked clients are turned away</td><td>true</td></tr>
 * <tr><td>blockedStatus</td><td>what they are answered, 400 to 599</td><td>403</td></tr>
 * <tr><td>rateLimits</td><td>as {@link RateLimit#parse} reads them</td><td>none</td></tr>
 * <tr><td>recordedHeaders</td><td>request headers that automatic events carry</td><td>none</td></tr>
 * <tr><td>inspect</td><td>names of {@link InspectedInput} that are looked through for attacks, or
 * {@code none}</td><td>none</td></tr>
 * <tr><td>requestBodyBytes, responseBodyBytes</td><td>how much of the bodies automatic events
 * carry, 0 to 65536; the audit appender must capture bodies, too</td><td>0</td></tr>
 * </table>
 */
public final class WebSettings {
  private static final int MOST_BODY_BYTES = 64 * 1024;
  private static final int MOST_HEADERS = 32;

  /** A serialized origin of the web, as browsers send it; a host has no slash and no blank. */
  private static final Pattern ORIGIN =
      Pattern.compile("https?://(\\[[0-9a-f:.]+]|[^/\\s?#@:*]+)(:[0-9]{1,5})?");

  private static final Map<String, BiConsumer<WebSettings, String>> READERS =
      Map.ofEntries(
          Map.entry("trustedProxies", (settings, text) -> settings.trustedProxies = text),
          Map.entry("forwardingHeader", (settings, text) -> settings.header = header(text)),
          Map.entry(
              "automaticEvents", (settings, text) -> settings.events = AutomaticEvent.parse(text)),
          Map.entry("trustedOrigins", (settings, text) -> settings.origins = origins(text)),
          Map.entry(
              "excludedPaths", (settings, text) -> settings.excluded = PathPatterns.parse(text)),
          Map.entry("signInPaths", (settings, text) -> settings.signIn = PathPatterns.parse(text)),
          Map.entry("adminPaths", (settings, text) -> settings.admin = PathPatterns.parse(text)),
          Map.entry(
              "protectedPaths",
              (settings, text) -> settings.protectedPaths = PathPatterns.parse(text)),
          Map.entry("notFoundLimit", (settings, text) -> settings.notFound = notFound(text)),
          Map.entry("blocking", (settings, text) -> settings.blocking = flag(text)),
          Map.entry(
              "blockedStatus", (settings, text) -> settings.blockedStatus = number(text, 400, 599)),
          Map.entry("rateLimits", (settings, text) -> settings.limits = RateLimit.parse(text)),
          Map.entry("recordedHeaders", (settings, text) -> settings.headers = names(text)),
          Map.entry("inspect", (settings, text) -> settings.inspected = InspectedInput.parse(text)),
          Map.entry(
              "requestBodyBytes",
              (settings, text) -> settings.requestBytes = number(text, 0, MOST_BODY_BYTES)),
          Map.entry(
              "responseBodyBytes",
              (settings, text) -> settings.responseBytes = number(text, 0, MOST_BODY_BYTES)));

  private final Map<String, String> texts;
  private String trustedProxies = "";
  private ForwardingHeader header = ForwardingHeader.EITHER;
  private @Nullable TrustedProxies given;
  private Set<AutomaticEvent> events = AutomaticEvent.defaults();
  private Set<String> origins = Set.of();
  private PathPatterns excluded = PathPatterns.NONE;
  private PathPatterns signIn = PathPatterns.NONE;
  private PathPatterns admin = PathPatterns.NONE;
  private PathPatterns protectedPaths = PathPatterns.NONE;
  private RateLimit notFound = notFound("20/1m");
  private boolean blocking = true;
  private int blockedStatus = 403;
  private List<RateLimit> limits = List.of();
  private List<String> headers = List.of();
  private Set<InspectedInput> inspected = Set.of();
  private int requestBytes;
  private int responseBytes;

  private WebSettings(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /** What holds where nothing is configured. */
  public static WebSettings defaults() {
    return parse(Map.of());
  }

  /** The names of all settings. */
  public static Set<String> names() {
    return READERS.keySet();
  }

  /**
   * Reads settings.
   *
   * @param texts by the names of the class's table; what is not there has its default
   * @throws IllegalArgumentException if a name is unknown or a text wrong; one line that names the
   *     setting, its value and the way out
   */
  public static WebSettings parse(Map<String, String> texts) {
    WebSettings settings = new WebSettings(texts);
    for (Map.Entry<String, String> each : texts.entrySet()) {
      BiConsumer<WebSettings, String> reader = READERS.get(each.getKey());
      if (reader == null) {
        throw new IllegalArgumentException(
            "setting "
                + Quote.of(each.getKey())
                + ": "
                + Nearest.question(each.getKey(), READERS.keySet())
                + "use one of "
                + String.join(", ", READERS.keySet().stream().sorted().toList()));
      }
      try {
        reader.accept(settings, each.getValue().strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(each.getKey() + ": " + e.getMessage(), e);
      }
    }
    try {
      settings.given = TrustedProxies.parse(settings.trustedProxies, settings.header);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("trustedProxies: " + e.getMessage(), e);
    }
    return settings;
  }

  /** The same with these proxies, for configurations that have them in no text. */
  public WebSettings withProxies(TrustedProxies proxies) {
    return with(proxies, limits);
  }

  /** The same with these limits. */
  public WebSettings withRateLimits(List<RateLimit> rateLimits) {
    return with(proxies(), List.copyOf(rateLimits));
  }

  private WebSettings with(TrustedProxies proxies, List<RateLimit> rateLimits) {
    WebSettings changed = parse(texts);
    changed.given = proxies;
    changed.limits = rateLimits;
    return changed;
  }

  private static ForwardingHeader header(String text) {
    for (ForwardingHeader header : ForwardingHeader.values()) {
      if (header.name().toLowerCase(Locale.ROOT).equals(text)) {
        return header;
      }
    }
    throw new IllegalArgumentException(
        Quote.of(text) + ": use forwarded, x_forwarded_for or either");
  }

  private static RateLimit notFound(String text) {
    RateLimit limit = RateLimit.parse("address " + text).get(0);
    return new RateLimit(
        RateLimit.Scope.ADDRESS, Optional.empty(), limit.requests(), limit.window());
  }

  private static Set<String> origins(String text) {
    Set<String> origins = new TreeSet<>();
    for (String each : text.split(",", -1)) {
      String origin = each.strip().toLowerCase(Locale.ROOT);
      if (!origin.isEmpty()) {
        if (!ORIGIN.matcher(origin).matches()) {
          throw new IllegalArgumentException(
              Quote.of(each.strip())
                  + ": use a scheme and a host, with its port if it has one, as in"
                  + " https://shop.example.com; each by itself, none with *");
        }
        origins.add(withoutMeantPort(origin));
      }
    }
    return Set.copyOf(origins);
  }

  /** Browsers leave out the port that the scheme means. */
  private static String withoutMeantPort(String origin) {
    String meant = origin.startsWith("https:") ? ":443" : ":80";
    return origin.endsWith(meant) ? origin.substring(0, origin.length() - meant.length()) : origin;
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(Quote.of(text) + ": use true or false");
    };
  }

  private static int number(String text, int least, int most) {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      number = least - 1;
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          Quote.of(text) + ": use a whole number from " + least + " to " + most);
    }
    return number;
  }

  private static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      if (!each.isBlank()) {
        names.add(each.strip());
      }
    }
    if (names.size() > MOST_HEADERS) {
      throw new IllegalArgumentException(names.size() + " headers: use at most " + MOST_HEADERS);
    }
    return List.copyOf(names);
  }

  TrustedProxies proxies() {
    return Objects.requireNonNull(given);
  }

  boolean tells(AutomaticEvent event) {
    return events.contains(event);
  }

  /** In lower case. */
  Set<String> trustedOrigins() {
    return origins;
  }

  PathPatterns excluded() {
    return excluded;
  }

  PathPatterns signIn() {
    return signIn;
  }

  PathPatterns admin() {
    return admin;
  }

  PathPatterns protectedPaths() {
    return protectedPaths;
  }

  RateLimit notFound() {
    return notFound;
  }

  boolean blocking() {
    return blocking;
  }

  int blockedStatus() {
    return blockedStatus;
  }

  List<RateLimit> limits() {
    return limits;
  }

  List<String> headers() {
    return headers;
  }

  Set<InspectedInput> inspected() {
    return inspected;
  }

  int requestBytes() {
    return requestBytes;
  }

  int responseBytes() {
    return responseBytes;
  }
}
