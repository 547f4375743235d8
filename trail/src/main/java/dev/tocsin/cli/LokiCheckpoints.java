package dev.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.journal.WitnessCopy;
import dev.tocsin.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks Loki for the checkpoints that were sent to it as log records, by {@code GET
 * /loki/api/v1/query_range}: in windows of 7 days, as Loki refuses a query over more than 30, and
 * in pages within each. Goes to the given address and nowhere else: no redirect is followed.
 */
final class LokiCheckpoints {
  private static final String API = "/loki/api/v1/query_range";
  private static final String QUERY = "{service_name=~\".+\"} | event_name=\"tocsin.checkpoint\"";
  private static final String TENANT = "X-Scope-OrgID";
  private static final Duration WINDOW = Duration.ofDays(7);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_SAID_BYTES = 2_048;
  private static final int OK = 200;

  /** Clocks of the hosts that write may be ahead. */
  private static final Duration AHEAD = Duration.ofHours(1);

  private final URI address;
  private final List<HeaderFile.Header> headers;
  private final String query;
  private final int pageLimit;
  private final Duration timeout;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * Prepares the queries.
   *
   * @param address as on the command line, without {@value #API}
   * @param headers sent with each request
   * @param journals ids of those that are asked for; empty for all
   * @param pageLimit entries in an answer at most; Loki allows 5,000 unless configured otherwise
   * @param timeout of a request with its answer
   * @throws CliException with code 2 if the address is none, or headers would travel in the clear
   */
  LokiCheckpoints(
      String address,
      List<HeaderFile.Header> headers,
      Set<String> journals,
      int pageLimit,
      Duration timeout) {
    this.address = check(address);
    this.headers = List.copyOf(headers);
    this.query =
        journals.isEmpty()
            ? QUERY
            : QUERY + " | tocsin_journal_id=~\"" + String.join("|", new TreeSet<>(journals)) + "\"";
    this.pageLimit = pageLimit;
    this.timeout = timeout;
    if (!isPrivate(this.address)
        && headers.stream().anyMatch(header -> !header.name().equalsIgnoreCase(TENANT))) {
      throw CliException.usage(
          "--witness "
              + SafeText.quoted(address)
              + ": headers other than "
              + TENANT
              + " go over https only: use https, or leave --witness-header-file out");
    }
  }

  private static URI check(String text) {
    URI uri = null;
    try {
      uri = URI.create(text.replaceFirst("/+$", ""));
    } catch (IllegalArgumentException e) {
      // Told below; the cause would show the whole address.
    }
    if (uri == null || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw CliException.usage(
          "--witness: names no host and port: write it as http://127.0.0.1:3100");
    }
    if (uri.getRawUserInfo() != null) {
      throw CliException.usage(
          "--witness: holds a user or password, which is no part of an address: put the header"
              + " Authorization into a file, and name that with --witness-header-file");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw CliException.usage(
          "--witness "
              + SafeText.quoted(text)
              + ": what to ask is known: leave out everything from the ? or # on");
    }
    return uri;
  }

  /** Whether nobody on the way can read along. */
  private static boolean isPrivate(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    if (address.getScheme().equalsIgnoreCase("https") || host.equals("localhost")) {
      return true;
    }
    try {
      // No name is looked up for these.
      return (host.startsWith("[") || host.matches("[0-9.]+"))
          && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Copies what Loki has from that time on.
   *
   * @param page a file for one answer after the other
   * @throws CliException with code 3 if Loki can't be asked
   * @throws IOException one line, if an answer is damaged or can't be kept
   */
  void copyTo(WitnessCopy copy, Instant from, Instant now, Path page) throws IOException {
    Instant begin = from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from;
    Instant end = now.plus(AHEAD);
    for (Instant start = begin; start.isBefore(end); start = start.plus(WINDOW)) {
      Instant windowEnd = start.plus(WINDOW);
      copyWindow(copy, nanos(start), nanos(windowEnd.isBefore(end) ? windowEnd : end), page);
    }
  }

  private void copyWindow(WitnessCopy copy, long start, long end, Path page) throws IOException {
    long from = start;
    while (true) {
      ask(from, end, page);
      WitnessCopy.Part part = copy.add(Files.newInputStream(page), address.toString());
      if (part.checkpoints() < pageLimit) {
        return;
      }
      if (part.newestNanos() <= from) {
        throw unanswered("has more than " + pageLimit + " checkpoints of one instant", null);
      }
      // From the same time on, as the page may end between two that have it. Repeats do no harm.
      from = part.newestNanos();
    }
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }

  private void ask(long start, long end, Path page) throws IOException {
    URI uri =
        URI.create(
            address
                + API
                + "?direction=forward&limit="
                + pageLimit
                + "&start="
                + start
                + "&end="
                + end
                + "&query="
                + URLEncoder.encode(query, UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(timeout).header("User-Agent", "Tocsin").GET();
    headers.forEach(header -> request.header(header.name(), header.value()));
    CompletableFuture<HttpResponse<Path>> answer =
        client.sendAsync(
            request.build(),
            BodyHandlers.ofFile(
                page, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    try {
      judge(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS).statusCode(), page);
    } catch (TimeoutException e) {
      throw unanswered("no answer within " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw unanswered(reason(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered("interrupted", e);
    } finally {
      // Of one that is done this does nothing.
      answer.cancel(true);
    }
  }

  private void judge(int status, Path page) throws IOException {
    if (status == OK) {
      return;
    }
    if (status >= 300 && status < 400) {
      throw CliException.data(
          address + ": answers with a redirect, which is not followed: name where it leads to",
          null);
    }
    if (status == 401 || status == 403) {
      throw CliException.data(
          address
              + ": does not let us read (HTTP "
              + status
              + "): name a file with the right header with --witness-header-file",
          null);
    }
    String said;
    try (InputStream in = Files.newInputStream(page)) {
      said = new String(in.readNBytes(MAX_SAID_BYTES), UTF_8).strip();
    }
    throw unanswered("HTTP " + status + (said.isEmpty() ? "" : " (" + said + ")"), null);
  }

  private CliException unanswered(String what, @Nullable Exception cause) {
    return CliException.data(
        address
            + ": "
            + what
            + ": see that Loki can be asked there, or begin later with --witness-from, or save its"
            + " answer to a file",
        cause);
  }

  private static String reason(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "its host is not known";
      }
    }
    if (e instanceof ConnectException) {
      return "no connection";
    }
    String message = e == null ? null : e.getMessage();
    return message == null ? "no answer" : message;
  }
}
