package dev.tocsin.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.event.EventField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldChoiceTest {

  @Test
  void headersAndBodiesStay() {
    assertThat(EventField.all())
        .filteredOn(field -> !FieldChoice.DEFAULT.has(field))
        .containsExactly(
            EventField.REQUEST_HEADERS, EventField.REQUEST_BODY, EventField.RESPONSE_BODY);
    assertThat(FieldChoice.DEFAULT.hasDetail("any.thing")).isTrue();
    assertThat(FieldChoice.DEFAULT.hasHeader("accept")).isFalse();
  }

  @Test
  void listsMayHaveBlanksAndBeEmpty() {
    FieldChoice choice = FieldChoice.parse(" request_body ,,", "\tuser_agent,\n message");
    assertThat(choice.has(EventField.REQUEST_BODY)).isTrue();
    assertThat(choice.has(EventField.USER_AGENT)).isFalse();
    assertThat(choice.has(EventField.MESSAGE)).isFalse();
    assertThat(FieldChoice.parse("", " , ").has(EventField.MESSAGE)).isTrue();
  }

  @Test
  void longestNameDecides() {
    FieldChoice choice = FieldChoice.parse("details.a.b", "details.a, details.a.b.c");
    assertThat(choice.hasDetail("x")).isTrue();
    assertThat(choice.hasDetail("a")).isFalse();
    assertThat(choice.hasDetail("a.x")).isFalse();
    assertThat(choice.hasDetail("ab")).isTrue();
    assertThat(choice.hasDetail("a.b")).isTrue();
    assertThat(choice.hasDetail("a.b.x")).isTrue();
    assertThat(choice.hasDetail("a.b.c")).isFalse();
    assertThat(choice.hasDetail("a.b.c.d")).isFalse();
  }

  @Test
  void namesOfAnyFormHarmNothing() {
    FieldChoice choice = FieldChoice.parse(null, "details.a, details..b");
    assertThat(choice.hasDetail("")).isTrue();
    assertThat(choice.hasDetail(".")).isTrue();
    assertThat(choice.hasDetail("...")).isTrue();
    assertThat(choice.hasDetail("a.")).isFalse();
    assertThat(choice.hasDetail(".b")).isFalse();
  }

  @Test
  void fieldLeavesInPartWhereAnEntryDoes() {
    FieldChoice choice = FieldChoice.parse("details.reason,request_headers.Accept", "details");
    assertThat(choice.has(EventField.DETAILS)).isTrue();
    assertThat(choice.hasDetail("reason")).isTrue();
    assertThat(choice.hasDetail("other")).isFalse();
    assertThat(choice.has(EventField.REQUEST_HEADERS)).isTrue();
    assertThat(choice.hasHeader("accept")).isTrue();
    assertThat(choice.hasHeader("cookie")).isFalse();
  }

  @Test
  void leavingOutWhatStaysAnywayIsAllowed() {
    assertThat(FieldChoice.parse(null, "request_body").has(EventField.REQUEST_BODY)).isFalse();
    FieldChoice choice = FieldChoice.parse("request_headers", "request_headers.cookie");
    assertThat(choice.hasHeader("cookie")).isFalse();
    assertThat(choice.hasHeader("accept")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "request_header | - | field \"request_header\" is not known: did you mean request_headers?"
            + " Otherwise use a field of an event, or details.NAME",
        "- | zzz.a | field \"zzz.a\" is not known: use a field of an event, or details.NAME",
        "- | user_id.x | field \"user_id.x\" has no parts: use user_id",
        "- | details. | field \"details.\" is cut short: name one of its entries, as in"
            + " details.NAME",
        "- | event_id | field \"event_id\" can't be left out: no log record is whole without it",
        "- | severity | field \"severity\" can't be left out: no log record is whole without it",
        "user_id | - | field \"user_id\" leaves anyway: name only what would stay, as"
            + " request_headers, request_body, response_body; all else is kept back by the other"
            + " list",
        "details.a | - | field \"details.a\" leaves anyway: name only what would stay, as"
            + " request_headers, request_body, response_body; all else is kept back by the other"
            + " list",
        "message | message | field \"message\" is to leave and to stay: take it out of one of the"
            + " lists",
        "request_headers.A | request_headers.a | field \"request_headers.A\" is to leave and to"
            + " stay: take it out of one of the lists",
        "a\u001b[1m | - | field \"a\\u001b[1m\" is not known: use a field of an event, or"
            + " details.NAME",
      })
  void mistakeIsToldInOneLine(@Nullable String also, @Nullable String without, String message) {
    assertThatThrownBy(() -> FieldChoice.parse(also, without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
