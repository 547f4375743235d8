package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private record User(String name, @Nullable String role, Object rights) {}

  private record Account(String name, long balance) {}

  @Test
  void findsTheComponentsOfRecordsThatDiffer() {
    User before = new User("ann", "clerk", new int[] {1});
    User after = new User("ann", "chief", new int[] {1, 2});
    List<Change> changes = Changes.between(before, after);
    assertThat(changes).extracting(Change::field).containsExactly("role", "rights");
    assertThat(changes.get(0)).isEqualTo(new Change("role", "clerk", "chief"));
  }

  @Test
  void findsNothingBetweenEquals() {
    User user = new User("ann", null, new int[] {1});
    assertThat(Changes.between(user, new User("ann", null, new int[] {1}))).isEmpty();
    assertThat(Changes.between(null, null)).isEmpty();
  }

  @Test
  void findsKeysThatCameWentOrDiffer() {
    Map<String, @Nullable Object> before = new LinkedHashMap<>();
    before.put("went", 1);
    before.put("stays", 2);
    before.put("differs", 3);
    before.put("null", null);
    Map<String, @Nullable Object> after = new LinkedHashMap<>();
    after.put("stays", 2);
    after.put("differs", 4);
    after.put("came", 5);
    after.put("null", null);
    assertThat(Changes.between(before, after))
        .containsExactly(
            new Change("went", 1, null), new Change("differs", 3, 4), new Change("came", null, 5));
  }

  @Test
  void takesNullForWhatDoesNotExist() {
    assertThat(Changes.between(null, new Account("a", 1)))
        .containsExactly(new Change("name", null, "a"), new Change("balance", null, 1L));
    assertThat(Changes.between(Map.of("a", 1), null)).containsExactly(new Change("a", 1, null));
  }

  @Test
  void comparesARecordWithAMapByName() {
    assertThat(Changes.between(new Account("a", 1), Map.of("name", "a", "balance", 2L)))
        .containsExactly(new Change("balance", 1L, 2L));
  }

  @Test
  void refusesOtherObjects() {
    assertThatThrownBy(() -> Changes.between(Map.of(), "text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "changes: the state after is a java.lang.String: give records or maps, or each change by"
                + " its field, old and new value");
  }
}
