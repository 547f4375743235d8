package dev.tocsin.servlet;

import dev.tocsin.audit.FleetVerdict;
import java.util.Locale;

/** What came of one alert of Alertmanager. */
enum FleetOutcome {
  BLOCKED("the client is shut out"),
  KNOWN("the client is shut out already"),
  OVER("the block that it asks for has ended"),
  RESOLVED("a block ends by itself"),
  SPARED("the client is never blocked here"),
  FUTURE("it begins in the future: set the clocks"),
  SIMULATED("the rule only simulates here"),
  NO_BLOCK("the rule has no block among its responses here"),
  UNKNOWN_RULE("no rule of this name is on here: give this process the rules of the fleet"),
  NOT_ASKED(
      "it has no label response=\"block\", so it may rest on events that must not block: send only"
          + " alerts that have it"),
  NO_RULE("it has no label rule of 1 to 128 characters"),
  NO_CLIENT("its label tocsin_client_network is no IPv4 address and no IPv6 network of 64 bits"),
  NOT_READY("no rules are evaluated here, or not yet");

  /** Whoever reads answers or the status log learns why. */
  final String why;

  FleetOutcome(String why) {
    this.why = why;
  }

  static FleetOutcome of(FleetVerdict verdict) {
    return valueOf(verdict.name());
  }

  /** Whether the alert asked for something that is not done here. */
  boolean isRefused() {
    return switch (this) {
      case BLOCKED, KNOWN, OVER, RESOLVED, NOT_READY -> false;
      default -> true;
    };
  }

  /** As it stands in answers and counts. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
