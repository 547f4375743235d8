package dev.tocsin.sample.login;

import dev.tocsin.sample.login.account.LockoutPolicy;
import dev.tocsin.servlet.BearerToken;
import dev.tocsin.servlet.RateLimit;
import dev.tocsin.servlet.TrustedProxies;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link LoginService} runs.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param proxies who may tell a request's client by the Forwarded header
 * @param userSeed the seed that the users' PINs are drawn from
 * @param lockout when accounts are locked
 * @param rateLimits how much one client may ask for
 * @param clock the time that locks and codes go by
 * @param operatorToken opens the figures, and the reasons of the health; null for figures to all
 * @param fleetToken brought by whoever tells of alerts of the fleet; null for nobody
 */
public record LoginServiceConfig(
    String host,
    int port,
    TrustedProxies proxies,
    long userSeed,
    LockoutPolicy lockout,
    List<RateLimit> rateLimits,
    Clock clock,
    @Nullable BearerToken operatorToken,
    @Nullable BearerToken fleetToken) {
  /** 120 requests at once, and one a second. */
  private static final String LIMITS = "address 120/2m";

  /** A free port on the loopback interface, no trusted proxies, the usual limits. */
  public static LoginServiceConfig defaults() {
    return new LoginServiceConfig(
        "127.0.0.1",
        0,
        TrustedProxies.none(),
        1L,
        LockoutPolicy.DEFAULT,
        RateLimit.parse(LIMITS),
        Clock.systemUTC(),
        null,
        null);
  }

  /** The same on another port. */
  public LoginServiceConfig withPort(int other) {
    return new LoginServiceConfig(
        host, other, proxies, userSeed, lockout, rateLimits, clock, operatorToken, fleetToken);
  }

  /** The same behind other proxies. */
  public LoginServiceConfig withProxies(TrustedProxies other) {
    return new LoginServiceConfig(
        host, port, other, userSeed, lockout, rateLimits, clock, operatorToken, fleetToken);
  }

  /** The same with PINs from another seed. */
  public LoginServiceConfig withUserSeed(long other) {
    return new LoginServiceConfig(
        host, port, proxies, other, lockout, rateLimits, clock, operatorToken, fleetToken);
  }

  /** The same with other rate limits. */
  public LoginServiceConfig withRateLimits(List<RateLimit> other) {
    return new LoginServiceConfig(
        host, port, proxies, userSeed, lockout, other, clock, operatorToken, fleetToken);
  }

  /** The same by another clock. */
  public LoginServiceConfig withClock(Clock other) {
    return new LoginServiceConfig(
        host, port, proxies, userSeed, lockout, rateLimits, other, operatorToken, fleetToken);
  }

  /** The same with a token for operators. */
  public LoginServiceConfig withOperatorToken(BearerToken other) {
    return new LoginServiceConfig(
        host, port, proxies, userSeed, lockout, rateLimits, clock, other, fleetToken);
  }

  /** The same that heeds alerts of the fleet. */
  public LoginServiceConfig withFleetToken(BearerToken other) {
    return new LoginServiceConfig(
        host, port, proxies, userSeed, lockout, rateLimits, clock, operatorToken, other);
  }
}
