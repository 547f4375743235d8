package dev.tocsin.sample.login;

import dev.tocsin.sample.login.account.LockoutPolicy;
import dev.tocsin.sample.login.guard.RateLimit;
import dev.tocsin.servlet.TrustedProxies;
import java.time.Clock;

/**
 * How a {@link LoginService} runs.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param proxies who may tell a request's client by the Forwarded header
 * @param userSeed the seed that the users' PINs are drawn from
 * @param lockout when accounts are locked
 * @param rateLimit how much one client may ask for
 * @param clock the time that locks, limits and codes go by
 */
public record LoginServiceConfig(
    String host,
    int port,
    TrustedProxies proxies,
    long userSeed,
    LockoutPolicy lockout,
    RateLimit rateLimit,
    Clock clock) {

  /** A free port on the loopback interface, no trusted proxies, the usual limits. */
  public static LoginServiceConfig defaults() {
    return new LoginServiceConfig(
        "127.0.0.1",
        0,
        TrustedProxies.none(),
        1L,
        LockoutPolicy.DEFAULT,
        RateLimit.DEFAULT,
        Clock.systemUTC());
  }

  /** The same on another port. */
  public LoginServiceConfig withPort(int other) {
    return new LoginServiceConfig(host, other, proxies, userSeed, lockout, rateLimit, clock);
  }

  /** The same behind other proxies. */
  public LoginServiceConfig withProxies(TrustedProxies other) {
    return new LoginServiceConfig(host, port, other, userSeed, lockout, rateLimit, clock);
  }

  /** The same with PINs from another seed. */
  public LoginServiceConfig withUserSeed(long other) {
    return new LoginServiceConfig(host, port, proxies, other, lockout, rateLimit, clock);
  }

  /** The same with another rate limit. */
  public LoginServiceConfig withRateLimit(RateLimit other) {
    return new LoginServiceConfig(host, port, proxies, userSeed, lockout, other, clock);
  }

  /** The same by another clock. */
  public LoginServiceConfig withClock(Clock other) {
    return new LoginServiceConfig(host, port, proxies, userSeed, lockout, rateLimit, other);
  }
}
