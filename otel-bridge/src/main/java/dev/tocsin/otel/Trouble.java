package dev.tocsin.otel;

import dev.tocsin.event.Quote;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What follows if there is no answer: a try later, and a line that says why. */
final class Trouble {
  private final Endpoint endpoint;
  private final Duration timeout;
  private final Duration connectTimeout;

  /** What to check if a host is not found or does not listen. */
  private final String whereItGoes;

  /** Whether a receiver over TLS can't know who speaks; some just hang up then. */
  private final boolean anonymous;

  Trouble(Endpoint endpoint, OtlpSettings settings) {
    this.endpoint = endpoint;
    this.timeout = settings.timeout();
    this.connectTimeout = settings.connectTimeout();
    this.whereItGoes = settings.proxy().isPresent() ? "proxy and endpoint" : "endpoint";
    this.anonymous = !endpoint.isPlain() && settings.tls().clientKey().isEmpty();
  }

  Answer later(@Nullable Throwable failure) {
    return Answer.later(endpoint.place() + ": " + reason(failure));
  }

  /** No answer came in time, and nobody said so. */
  Answer late() {
    return Answer.later(endpoint.place() + ": " + noAnswer());
  }

  private String noAnswer() {
    return "no answer within " + Durations.text(timeout) + ": see its log, or raise timeout";
  }

  private String reason(@Nullable Throwable failure) {
    if (has(failure, UnresolvedAddressException.class, UnknownHostException.class)) {
      return "its host is not known: check " + whereItGoes;
    }
    if (has(failure, HttpConnectTimeoutException.class)) {
      return "no connection within "
          + Durations.text(connectTimeout)
          + ": check "
          + whereItGoes
          + ", and firewalls between";
    }
    if (has(failure, HttpTimeoutException.class, InterruptedIOException.class)) {
      return noAnswer();
    }
    if (has(failure, ConnectException.class, NoRouteToHostException.class)) {
      return "no connection: is the receiver up? check " + whereItGoes;
    }
    String said = " (" + text(failure) + "): ";
    if (has(failure, CertPathBuilderException.class, CertPathValidatorException.class)) {
      return "its certificate is not trusted" + said + "check certificate";
    }
    if (has(failure, CertificateException.class, SSLPeerUnverifiedException.class)) {
      return "its certificate is not one for it" + said + "check endpoint";
    }
    if (has(failure, SSLException.class) && isAboutClient(said)) {
      return "it does not take this client" + said + "check clientCertificate and clientKey";
    }
    if (has(failure, SSLException.class)) {
      return "no TLS" + said + "check endpoint";
    }
    if (anonymous) {
      return "the connection broke"
          + said
          + "see its log, and whether it demands clientCertificate";
    }
    return "the connection broke" + said + "check endpoint and protocol, and see its log";
  }

  /** An alert from the other side about a certificate is about this side's. */
  private static boolean isAboutClient(String said) {
    return said.contains("fatal alert")
        && (said.contains("certificate") || said.contains("unknown_ca"));
  }

  /** Whether a failure, or one that it came from, is of one of these kinds. */
  @SafeVarargs
  private static boolean has(@Nullable Throwable failure, Class<? extends Throwable>... kinds) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      for (Class<? extends Throwable> kind : kinds) {
        if (kind.isInstance(cause)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the first says that is not just there to carry another. */
  private static String text(@Nullable Throwable failure) {
    if (failure == null) {
      return "no reason given";
    }
    Throwable cause = failure.getCause();
    if (failure instanceof CompletionException && cause != null) {
      return text(cause);
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : Quote.line(message);
  }
}
