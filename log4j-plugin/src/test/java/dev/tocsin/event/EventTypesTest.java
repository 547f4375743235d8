package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypesTest {
  private final EventTypes types = EventTypes.builtIn();
  private final EventType own = EventType.builder("coupon_abuse", Category.PAYMENT).build();

  @ParameterizedTest
  @CsvSource({"auth_failure", "AUTH_FAILURE", "Auth_Failure"})
  void findsATypeInAnyCase(String name) {
    assertThat(types.find(name)).isSameAs(EventType.AUTH_FAILURE);
    assertThat(types.require(name)).isSameAs(EventType.AUTH_FAILURE);
  }

  @Test
  void addsTypesOfTheUsers() {
    EventTypes more = types.with(List.of(own));
    assertThat(more.find("COUPON_ABUSE")).isSameAs(own);
    assertThat(more.all()).hasSize(types.all().size() + 1).endsWith(own);
    assertThat(types.find("coupon_abuse")).isNull();
  }

  @Test
  void refusesANameThatIsTaken() {
    EventTypes more = types.with(List.of(own));
    assertThatThrownBy(() -> more.with(List.of(own)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "event type \"coupon_abuse\": there is one of this name already; use another name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auth_failur | did you mean auth_failure? Otherwise ",
        "AUTHFAILURE | did you mean auth_failure? Otherwise ",
        "pin_fail    | did you mean pin_failed? Otherwise ",
        "lokout      | did you mean lockout, logout? Otherwise ",
        "zzzzzzzzzzz | ''",
      })
  void namesTheNearestForAnUnknownName(String name, String question) {
    String asked = question.isEmpty() ? "" : question.strip() + " ";
    assertThatThrownBy(() -> types.require(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "event type \""
                + name
                + "\" is not known: "
                + asked
                + "register it in a types file (types=\"FILE\")");
  }

  @Test
  void complainsInOneShortLineWhateverTheName() {
    assertThatThrownBy(() -> types.require("x\n\u2028\"".repeat(5_000)))
        .message()
        .hasSizeLessThan(700)
        .doesNotContain("\n", "\u2028");
  }

  @ParameterizedTest
  @CsvSource({
    "MY_EVENT,        my_event",
    "shop.cart-empty, shop.cart-empty",
    "'a b\u2028c',    a_b_c",
    "ÄPFEL,           _pfel",
    "ALERT_X,         reserved_alert_x",
    "audit_started,   reserved_audit_started",
    "'',              unnamed",
  })
  void keepsAnUnregisteredMarkerUnderItsOwnName(String markerName, String name) {
    EventType type = EventTypes.unregistered(markerName);
    assertThat(type.name()).isEqualTo(name);
    assertThat(type.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(type.category()).isEqualTo(Category.THREAT);
    assertThat(type.origin()).isEqualTo(EventType.Origin.UNREGISTERED);
    assertThat(type.isReserved()).isFalse();
  }

  @Test
  void boundsTheNameOfAnUnregisteredMarker() {
    assertThat(EventTypes.unregistered("x".repeat(1_000)).name()).hasSize(64);
  }
}
