package dev.tocsin.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"customer_note", "Customer-Note", "customerNote", "CUSTOMER.NOTE2"})
  void aFieldIsNotRedactedAndKeptInAnySpelling(String kept) {
    assertThat(errors("customer_note", kept))
        .containsExactly(
            "Keep field \"" + kept + "\": stands in a Redact as well; remove one of them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"note", "customer", "old_customer_note"})
  void aFieldOfAnotherNameMayBeKept(String kept) {
    assertThat(errors("customer_note", kept)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user_id", "User-ID", "userId"})
  void aFieldIsNotRedactedAndPseudonymizedInAnySpelling(String redacted) {
    List<String> errors = new ArrayList<>();
    RedactionSettings.Raw raw =
        new RedactionSettings.Raw(
            null,
            List.of(redact(redacted, null)),
            List.of(),
            PseudonymizeElement.create(null, null, "people", "user_id", null));
    RedactionSettings.pseudonyms(
        raw, RedactionSettings.rules(raw, errors), Path.of("logs", "a.log"), errors);
    assertThat(errors)
        .containsExactly(
            "Pseudonymize fields \"user_id\": stands in a Redact as well; remove one of them");
  }

  @Test
  void aFieldAndAPatternInOneAreOneTooMany() {
    assertThat(redact("a", "b").errors())
        .containsExactly("Redact: has both a field and a pattern; keep one of the two");
    assertThat(redact(null, null).errors())
        .containsExactly(
            "Redact: give it a field or a pattern, as in <Redact field=\"customer_note\"/>");
  }

  private static List<String> errors(String redacted, String kept) {
    List<String> errors = new ArrayList<>();
    RedactionSettings.rules(
        new RedactionSettings.Raw(
            null,
            List.of(redact(redacted, null)),
            List.of(KeepElement.create(null, null, kept)),
            null),
        errors);
    return errors;
  }

  private static RedactElement redact(@Nullable String field, @Nullable String pattern) {
    return RedactElement.create(null, null, field, pattern);
  }
}
