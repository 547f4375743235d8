package dev.tocsin.notify;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where notifications go. Its address and secrets come from the application's configuration and
 * from nowhere else. Immutable.
 *
 * @param name as rules name it: a letter, then letters, digits, {@code _} and {@code -}, at most 64
 *     characters
 * @param kind what is spoken there
 * @param url absolute, http or https, with a host, without user information and fragment; for an
 *     Alertmanager without {@code /api/v2/alerts}
 * @param signingKey for the signature of a webhook's body; a webhook has one
 * @param credentials for the header {@code Authorization}, if it is to have one
 */
public record Receiver(
    String name,
    Kind kind,
    URI url,
    Optional<Secret> signingKey,
    Optional<Credentials> credentials) {
  private static final String NAME = "[A-Za-z][A-Za-z0-9_-]{0,63}";

  /** What a receiver speaks. */
  public enum Kind {
    /** The API, version 2, of Prometheus' Alertmanager. */
    ALERTMANAGER,
    /** A POST of JSON, signed. */
    WEBHOOK;

    /** As configurations write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the header {@code Authorization} says.
   *
   * @param user for basic authentication; empty for a bearer token
   * @param secret the password or the token
   */
  public record Credentials(Optional<String> user, Secret secret) {}

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException one line, which never shows a secret
   */
  public Receiver {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "name: use a letter, then letters, digits, _ and -, at most 64 characters");
    }
    checkUrl(url);
    if (kind == Kind.WEBHOOK && signingKey.isEmpty()) {
      throw new IllegalArgumentException(
          "a webhook is signed: name its secret in secretFile or secretEnv");
    }
    if (kind == Kind.ALERTMANAGER && signingKey.isPresent()) {
      throw new IllegalArgumentException(
          "an Alertmanager checks no signature: leave secretFile and secretEnv out; for its"
              + " password or token use passwordFile or tokenFile");
    }
  }

  private static void checkUrl(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("url: begin it with http:// or https://");
    }
    if (url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
      throw new IllegalArgumentException("url: names no host and port, as in https://host:9093");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url: holds a user or password, which does not stand in an address: use user with"
              + " passwordFile or passwordEnv");
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("url: holds a #, which is never sent: leave it out");
    }
  }

  /** Scheme, host and port of the address: what lies behind them may be a secret of its own. */
  public String place() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /** Name, kind and place; no secret. */
  @Override
  public String toString() {
    return name + " (" + kind.text() + " at " + place() + ")";
  }
}
