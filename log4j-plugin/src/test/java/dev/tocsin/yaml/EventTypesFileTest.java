package dev.tocsin.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.Category;
import dev.tocsin.event.EventType;
import dev.tocsin.event.Outcome;
import dev.tocsin.event.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventTypesFileTest {
  private static final String GOOD =
      """
      types:
        - name: coupon_abuse
          category: PAYMENT
          severity: high
          outcome: failure
          compliance_tags: [soc2-cc7.2, own.tag]
        - name: stock_export
          category: data
          success: true
          otel_severity_number: 11
      """;

  @TempDir Path folder;

  @Test
  void readsTypesWithAllTheirAttributes() throws IOException {
    assertThat(read(GOOD))
        .containsExactly(
            EventType.builder("coupon_abuse", Category.PAYMENT)
                .severity(Severity.HIGH)
                .outcome(Outcome.FAILURE)
                .complianceTag("soc2-cc7.2")
                .complianceTag("own.tag")
                .build(),
            EventType.builder("stock_export", Category.DATA)
                .success(true)
                .otelSeverityNumber(11)
                .build());
  }

  @Test
  void readsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("types.yaml"), GOOD);
    assertThat(EventTypesFile.read(file)).extracting(EventType::name).contains("coupon_abuse");
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> EventTypesFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": can't be read (NoSuchFileException): give a readable file");
  }

  @Test
  void readsAnEmptyList() throws IOException {
    assertThat(read("types: []")).isEmpty();
  }

  @Test
  void refusesAFileThatIsTooLarge() {
    assertThatThrownBy(() -> read("#".repeat(2_000_000)))
        .hasMessage("t.yaml:1:1: more than 1048576 bytes: split it or shorten it");
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    assertThatThrownBy(
            () ->
                EventTypesFile.read(
                    "t.yaml", new ByteArrayInputStream(new byte[] {'a', (byte) 0xff})))
        .hasMessage("t.yaml:1:1: no UTF-8: save the file as UTF-8");
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void namesThePlaceAndTheWayOut(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("t.yaml:" + message);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        bad("", "1:1: empty: begin with types:"),
        bad("- a", "1:1: begin with types:, then one type each with - name: …"),
        bad("{}", "1:1: no types: begin with types:"),
        bad("typos: []", "1:1: key \"typos\": did you mean types? Otherwise use one of types"),
        bad(
            "types: []\n---\ntypes: []",
            "3:1: a second document: write all types below one types:"),
        bad("types: []\ntypes: []", "2:1: types: stands there twice: keep one"),
        bad("types: x", "1:8: types: use a list, as in - name: …"),
        bad("types:\n  - x", "2:5: a type: use a map, one key: value a line"),
        bad("types:\n  - category: data", "2:5: a type without name: add name: …"),
        bad("types:\n  - name: own", "2:5: a type without category: add category: …"),
        type(
            "nane: x",
            "4:5: key \"nane\": did you mean name? Otherwise use one of name, category, severity, outcome,"
                + " success, compliance_tags, otel_severity_number"),
        type(
            "1: x",
            "4:5: key \"1\": use one of name, category, severity, outcome, success,"
                + " compliance_tags, otel_severity_number"),
        type("name: other", "4:5: name: stands there twice: keep one"),
        type(
            "severity: hgh",
            "4:15: severity \"hgh\": use one of info, low, medium, high, critical"),
        type("severity: [high]", "4:15: severity: use a single word, no list or map"),
        type("outcome: good", "4:14: outcome \"good\": use one of success, failure, unknown"),
        type("success: yes", "4:14: success \"yes\": use true or false"),
        type(
            "success: true\n    outcome: failure",
            "4:14: success true: contradicts outcome failure: keep one"),
        type("compliance_tags: x", "4:22: compliance_tags: use a list, as in [pci-10.2.1.4]"),
        type(
            "compliance_tags: [a, B c]",
            "4:26: compliance tag \"B c\": use lower-case letters, digits, ., _ and -, as in"
                + " pci-10.2.1.4"),
        type("otel_severity_number: 25", "4:27: otel_severity_number \"25\": use 1 to 24"),
        type("otel_severity_number: high", "4:27: otel_severity_number \"high\": use 1 to 24"),
        bad(
            "types:\n  - {name: own, category: food}",
            "2:27: category \"food\": use one of authentication, authorization, input_validation,"
                + " rate_limiting, attack, file_upload, api, payment, data, admin, system, threat,"
                + " audit"),
        bad(
            "types:\n  - {name: own, category: audit}",
            "2:27: category \"audit\": is the product's own: use another"),
        bad(
            "types:\n  - {name: Own, category: data}",
            "2:12: event type \"Own\": use a lower-case letter, then lower-case letters, digits and"
                + " _, at most 64 characters"),
        bad(
            "types:\n  - {name: case_x, category: data}",
            "2:12: event type \"case_x\": names with audit_, alert, client_ and case_ are the"
                + " product's own; put a prefix of yours before it, as in shop_case_x"),
        bad(
            "types:\n  - {name: lockout, category: data}",
            "2:12: event type \"lockout\": is built in: use another name"),
        bad(
            "types:\n  - {name: own, category: data}\n  - {name: own, category: data}",
            "3:12: event type \"own\": stands there twice: keep one"));
  }

  @Test
  void namesThePlaceOfWhatIsNoYaml() {
    assertThatThrownBy(() -> read("types:\n  - name: [a\n"))
        .message()
        .startsWith("t.yaml:3:1: no YAML: ")
        .endsWith(": see the example in the docs")
        .doesNotContain("\n");
    assertThatThrownBy(() -> read("types: \u0000"))
        .message()
        .startsWith("t.yaml:1:")
        .doesNotContain("\n", "\u0000");
  }

  private static Arguments bad(String yaml, String message) {
    return Arguments.of(yaml, message);
  }

  /** A mistake on the fourth line of a file that is right otherwise. */
  private static Arguments type(String line, String message) {
    return Arguments.of("types:\n  - name: own\n    category: data\n    " + line, message);
  }

  private static List<EventType> read(String yaml) throws IOException {
    return EventTypesFile.read(
        "t.yaml", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
  }
}
