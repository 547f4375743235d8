package dev.tocsin.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trustedProxy | 10.0.0.1 | setting \"trustedProxy\": did you mean trustedProxies?",
        "trustedProxies | inside | trustedProxies: ",
        "forwardingHeader | via | forwardingHeader: \"via\": use forwarded, x_forwarded_for or"
            + " either",
        "automaticEvents | auth_failures | automaticEvents: automatic event \"auth_failures\": did"
            + " you mean auth_failure?",
        "trustedOrigins | shop.example.com | trustedOrigins: \"shop.example.com\": use a scheme and a"
            + " host",
        "trustedOrigins | https://shop.example.com/ | trustedOrigins: "
            + "\"https://shop.example.com/\": use a scheme",
        "trustedOrigins | https://*.example.com | trustedOrigins: \"https://*.example.com\": use a"
            + " scheme and a host",
        "trustedOrigins | https://a.example, * | trustedOrigins: \"*\": use a scheme",
        "excludedPaths | health | excludedPaths: path pattern \"health\": use /path, /path/* or"
            + " *.end",
        "adminPaths | /a*b | adminPaths: path pattern \"/a*b\"",
        "adminPaths | /a/*/b | adminPaths: path pattern \"/a/*/b\"",
        "protectedPaths | *.* | protectedPaths: path pattern \"*.*\"",
        "blocking | yes | blocking: \"yes\": use true or false",
        "blockedStatus | 200 | blockedStatus: \"200\": use a whole number from 400 to 599",
        "requestBodyBytes | 70000 | requestBodyBytes: \"70000\": use a whole number from 0 to 65536",
        "responseBodyBytes | -1 | responseBodyBytes: \"-1\": use a whole number from 0 to 65536",
        "rateLimits | client 1/1m | rateLimits: rate limit \"client 1/1m\": write address, user or"
            + " endpoint",
        "rateLimits | address 10 | rateLimits: rate limit \"address 10\"",
        "rateLimits | address 0/1m | rateLimits: rate limit of 0 requests: use 1 to 1000000",
        "rateLimits | address 1/2d | rateLimits: rate limit's window \"2d\": use 1s to 1d",
        "rateLimits | address /a*b 1/1m | rateLimits: path pattern \"/a*b\"",
        "notFoundLimit | many | notFoundLimit: rate limit \"address many\"",
      })
  void namesWhatIsWrongAndTheWayOut(String name, String value, String message) {
    assertThatThrownBy(() -> WebSettings.parse(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void readsLimits() {
    assertThat(
            RateLimit.parse(
                "address 600/1m; address /login 10/1m;; user 1000/1h ; endpoint /export/* 5/30s"))
        .containsExactly(
            new RateLimit(RateLimit.Scope.ADDRESS, Optional.empty(), 600, Duration.ofMinutes(1)),
            new RateLimit(
                RateLimit.Scope.ADDRESS, Optional.of("/login"), 10, Duration.ofMinutes(1)),
            new RateLimit(RateLimit.Scope.USER, Optional.empty(), 1_000, Duration.ofHours(1)),
            new RateLimit(
                RateLimit.Scope.ENDPOINT, Optional.of("/export/*"), 5, Duration.ofSeconds(30)))
        .extracting(RateLimit::toString)
        .containsExactly(
            "address 600/1m", "address /login 10/1m", "user 1000/1h", "endpoint /export/* 5/30s");
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a, true",
    "/a, /a/b, false",
    "/a/*, /a, true",
    "/a/*, /a/b/c, true",
    "/a/*, /ab, false",
    "/*, /anything, true",
    "*.csv, /x/y.csv, true",
    "*.csv, /x.csv/y, false",
  })
  void comparesPathsAsServletMappingsDo(String pattern, String path, boolean matches) {
    assertThat(PathPatterns.parse(pattern).match(path) != null).isEqualTo(matches);
  }

  @Test
  void originsAreKeptAsBrowsersSendThem() {
    String origins =
        "https://Shop.example:443, http://a.example:80, https://[2001:db8::1]:443,"
            + "https://b.example:80, http://c.example:8080";

    assertThat(WebSettings.parse(Map.of("trustedOrigins", origins)).trustedOrigins())
        .containsExactlyInAnyOrder(
            "https://shop.example",
            "http://a.example",
            "https://[2001:db8::1]",
            "https://b.example:80",
            "http://c.example:8080");
  }

  @Test
  void takesAsManyHeadersAsItSays() {
    assertThat(WebSettings.parse(Map.of("recordedHeaders", "a,".repeat(32))).headers()).hasSize(32);
    assertThatThrownBy(() -> WebSettings.parse(Map.of("recordedHeaders", "a,".repeat(33))))
        .hasMessage("recordedHeaders: 33 headers: use at most 32");
  }

  @Test
  void tellsOfNothingThatIsAskedForByChoice() {
    WebSettings defaults = WebSettings.defaults();
    Set<AutomaticEvent> byChoice =
        EnumSet.of(
            AutomaticEvent.UNCAUGHT_EXCEPTION,
            AutomaticEvent.CSRF_ATTEMPT,
            AutomaticEvent.AUTH_SESSION_HIJACKED,
            AutomaticEvent.FILE_UPLOAD_MALICIOUS);

    for (AutomaticEvent event : AutomaticEvent.values()) {
      assertThat(defaults.tells(event)).as(event.text()).isNotEqualTo(byChoice.contains(event));
    }
    assertThat(
            WebSettings.parse(Map.of("automaticEvents", "none")).tells(AutomaticEvent.AUTH_FAILURE))
        .isFalse();
  }
}
