package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.event.EventMapping;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds what docs/moving.md says of OWASP's vocabulary against the types and the vocabulary. */
class MovingPageTest {
  private static final String NAME = "docs/moving.md";
  private static final Page PAGE = Page.of(NAME);
  private static final Pattern NEAREST =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| `(\\w+)` \\| .*\\|$");
  private static final Pattern OWN = Pattern.compile("\\{name: (\\w+), ");
  private static final Pattern MAPPED = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

  /** All names of the OWASP Logging Vocabulary, as of June 2026. */
  private static final List<String> VOCABULARY =
      List.of(
          """
          authn_login_success authn_login_successafterfail authn_login_fail authn_login_fail_max
          authn_login_lock authn_password_change authn_password_change_fail
          authn_impossible_travel authn_token_created authn_token_revoked authn_token_reuse
          authn_token_delete authz_fail authz_change authz_admin crypt_decrypt_fail
          crypt_encrypt_fail excess_rate_limit_exceeded excess_sessions_exceeded upload_complete
          upload_stored upload_validation upload_delete input_validation_fail
          input_validation_discrete_fail malicious_excess_404 malicious_extraneous
          malicious_attack_tool malicious_sqli malicious_cors malicious_direct_reference
          malicious_csrf malicious_csp_violation mcp_prompt_injection mcp_resource_exhaustion
          mcp_tool_poisoning privilege_permissions_changed sensitive_create sensitive_read
          sensitive_update sensitive_delete sequence_fail session_created session_renewed
          session_expired session_logout session_use_after_expire sys_startup sys_shutdown
          sys_restart sys_crash sys_monitor_disabled sys_monitor_enabled user_created
          user_updated user_archived user_deleted
          """
              .strip()
              .split("\\s+"));

  private static String vocabulary() {
    Map<String, List<EventType>> byName = new TreeMap<>();
    for (EventType type : EventTypes.builtIn().all()) {
      EventMapping mapping = type.mapping();
      if (mapping != null && mapping.owasp().sureness() != EventMapping.Sureness.COINED) {
        byName.computeIfAbsent(mapping.owasp().event(), name -> new ArrayList<>()).add(type);
      }
    }
    StringBuilder table = new StringBuilder("| OWASP | type |\n| --- | --- |\n");
    byName.forEach(
        (name, types) ->
            table
                .append("| `")
                .append(name)
                .append("` | `")
                .append(String.join("`, `", types.stream().map(EventType::name).toList()))
                .append("` |\n"));
    return table.toString();
  }

  @Test
  void tableOfTheVocabularyIsCurrent() throws IOException {
    new GeneratedPart(NAME, "vocabulary").isCurrent(vocabulary());
  }

  @Test
  void everyNameOfTheVocabularyHasExactlyOnePlace() throws IOException {
    String mapped = new GeneratedPart(NAME, "vocabulary").text();
    List<String> places = new ArrayList<>();
    MAPPED.matcher(mapped).results().map(found -> found.group(1)).forEach(places::add);
    nearest().map(found -> found.group(1)).forEach(places::add);
    OWN.matcher(PAGE.block("file types.yaml").text())
        .results()
        .map(found -> found.group(1))
        .filter(VOCABULARY::contains)
        .forEach(places::add);
    assertThat(VOCABULARY).hasSize(57);
    assertThat(places).containsExactlyInAnyOrderElementsOf(VOCABULARY);
  }

  private static java.util.stream.Stream<MatchResult> nearest() throws IOException {
    String others = PAGE.text().replace(new GeneratedPart(NAME, "vocabulary").text(), "");
    return NEAREST.matcher(others).results();
  }

  @Test
  void everyNearestTypeIsOne() throws IOException {
    assertThat(nearest().map(found -> found.group(2)))
        .isNotEmpty()
        .allSatisfy(type -> assertThat(EventTypes.builtIn().find(type)).isNotNull());
  }
}
