package dev.tocsin.bench;

import org.apache.logging.log4j.message.StringMapMessage;

/** The failed sign-in as a map message, as an application without Tocsin would log it. */
final class SignInMap {
  private static final int FIELDS = 14;

  private SignInMap() {}

  static StringMapMessage of(String address) {
    return new StringMapMessage(FIELDS)
        .with("event_type", SignIn.TYPE)
        .with("severity", SignIn.SEVERITY)
        .with("success", SignIn.SUCCESS)
        .with("user_id", SignIn.USER)
        .with("session_id", SignIn.SESSION)
        .with("target_type", SignIn.TARGET_TYPE)
        .with("target_id", SignIn.TARGET)
        .with("ip_address", address)
        .with("user_agent", SignIn.AGENT)
        .with("request_method", SignIn.METHOD)
        .with("request_url", SignIn.URL)
        .with("reason", SignIn.REASON)
        .with("attempt", SignIn.ATTEMPT)
        .with("message", SignIn.MESSAGE);
  }
}
