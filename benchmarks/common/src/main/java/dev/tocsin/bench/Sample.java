package dev.tocsin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** The event of {@link SignIn} as it stands in Tocsin's file, for what is measured of its bytes. */
final class Sample {
  private Sample() {}

  /** The line as an encoder hands it to the journal: without number, tag and closing brace. */
  static String openLine() {
    return "{\"event_id\":\"019aa9d0-0000-7000-8000-000000000001\",\"event_type\":\"auth_failure\","
        + "\"severity\":\"low\",\"timestamp\":\"2026-11-22T00:00:01.000000Z\",\"success\":false,"
        + "\"user_id\":\"grace\",\"actor_type\":\"user\",\"session_id\":\"3f2a9c1e:Zm9vYmFyYmF6cXV4MTIzNA\","
        + "\"target_type\":\"endpoint\",\"target_id\":\"/login\",\"ip_address\":\"10.101.203.7\","
        + "\"ip_provenance\":\"trusted_proxy\",\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64)"
        + " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36\","
        + "\"request_method\":\"POST\",\"request_url\":\"/login?next=%2Faccount\","
        + "\"details\":{\"reason\":\"wrong_password\",\"attempt\":3},"
        + "\"message\":\"sign-in of grace failed\",\"threat_level\":\"low\",\"risk_score\":1.5,"
        + "\"status\":\"detected\","
        + "\"compliance_tags\":[\"pci-10.2.1.4\",\"soc2-cc6.1\",\"iso27001-a.8.15\"],\"source\":\"shop\"";
  }

  /** The whole line, line feed included. */
  static String line() {
    return openLine() + ",\"seq\":1000000,\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}\n";
  }

  /** The whole line outside of the heap, where a write needs no copy. */
  static ByteBuffer directLine() {
    byte[] bytes = line().getBytes(UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
