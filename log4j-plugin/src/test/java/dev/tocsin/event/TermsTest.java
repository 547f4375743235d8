package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {
  @Test
  void textsAreLowerCase() {
    assertThat(Status.FALSE_POSITIVE.text()).isEqualTo("false_positive");
    assertThat(Provenance.TRUSTED_PROXY.text()).isEqualTo("trusted_proxy");
  }

  @Test
  void textsAreReadInAnyCase() {
    assertThat(Severity.parse("hIgH")).isEqualTo(Severity.HIGH);
    assertThat(Category.find("file_UPLOAD")).isEqualTo(Category.FILE_UPLOAD);
    assertThat(Outcome.find("successs")).isNull();
    assertThat(ActorType.find("")).isNull();
  }

  @Test
  void theCategoriesAreThirteen() {
    assertThat(Category.values()).hasSize(13);
  }

  @Test
  void unknownTextsAreAnsweredWithAllThatAreAllowed() {
    assertThatThrownBy(() -> ActorType.parse("us\ner"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("actor type \"us\\u000aer\": use one of user, service, system, anonymous");
    assertThatThrownBy(() -> ThreatLevel.parse("x"))
        .hasMessage("threat level \"x\": use one of none, low, medium, high, critical");
  }

  @ParameterizedTest
  @CsvSource({"0, 1, NONE", "10, 39, LOW", "40, 69, MEDIUM", "70, 89, HIGH", "90, 100, CRITICAL"})
  void scoresHaveTheirLevels(int from, int to, ThreatLevel level) {
    assertThat(ThreatLevel.ofRiskTenths(from)).isEqualTo(level);
    assertThat(ThreatLevel.ofRiskTenths(to)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "maxEventBytes, 16383",
    "maxTextChars, 63",
    "maxNameChars, 15",
    "maxEntries, 7",
    "maxNodes, 7",
    "maxDepth, 0",
  })
  void limitsAreRefusedBeyondTheirRange(String name, int value) {
    assertThatThrownBy(
            () ->
                new Limits(
                    name.equals("maxEventBytes") ? value : 65_536,
                    name.equals("maxTextChars") ? value : 1_000,
                    name.equals("maxNameChars") ? value : 100,
                    name.equals("maxEntries") ? value : 100,
                    name.equals("maxNodes") ? value : 100,
                    name.equals("maxDepth") ? value : 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " " + value + ": use " + (value + 1) + " to ");
  }

  @Test
  void contextNamesBeginWithTheCanonicalOneAndAreUnique() {
    assertThat(EventField.all().stream().flatMap(field -> field.contextNames().stream()))
        .doesNotHaveDuplicates()
        .contains("user.id", "client.address", "url.path", "traceId");
    assertThat(EventField.all())
        .filteredOn(field -> !field.contextNames().isEmpty())
        .allSatisfy(field -> assertThat(field.contextNames().get(0)).isEqualTo(field.jsonName()));
    assertThat(EventField.SEVERITY.contextNames()).isEmpty();
  }
}
