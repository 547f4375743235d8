package dev.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTableTest {
  /** Against the simplest thing that could be right. */
  @Test
  void agreesWithAMapOnRandomKeys() {
    Random random = new Random(1);
    Map<Long, Integer> places = new HashMap<>();
    Set<Integer> spent = new HashSet<>();
    KeyTable table = new KeyTable(1_000, (place, now) -> spent.contains(place));
    for (int i = 0; i < 200_000; i++) {
      long key = random.nextInt(3_000);
      Integer known = places.get(key);
      assertThat(table.find(key)).isEqualTo(known == null ? KeyTable.NONE : known);
      if (known != null) {
        if (random.nextInt(3) == 0) {
          spent.add(known);
        }
        continue;
      }
      int place = table.add(key, 0);
      if (place == KeyTable.NONE) {
        assertThat(places).hasSize(1_000);
      } else {
        places.values().removeIf(each -> each == place);
        spent.remove(place);
        places.put(key, place);
        assertThat(place).isLessThan(table.used());
      }
    }
    assertThat(table.used()).isEqualTo(1_000);
    assertThat(table.length()).isEqualTo(1_000);
  }

  @Test
  void findsWhatIsSpentBeforeItGrows() {
    KeyTable table = new KeyTable(1_000, (place, now) -> place == 63 && now == 1);
    for (int key = 1; key <= 64; key++) {
      assertThat(table.add(key, 1)).isEqualTo(key - 1);
    }
    assertThat(table.add(65, 1)).isEqualTo(63);
    assertThat(table.find(64)).isEqualTo(KeyTable.NONE);
    assertThat(table.length()).isEqualTo(64);
    assertThat(table.add(66, 0)).isEqualTo(64);
    assertThat(table.length()).isEqualTo(128);
  }

  @Test
  void aTableOfOneHoldsOne() {
    KeyTable table = new KeyTable(1, (place, now) -> now > 1);
    assertThat(table.find(5)).isEqualTo(KeyTable.NONE);
    assertThat(table.add(5, 1)).isZero();
    assertThat(table.add(6, 1)).isEqualTo(KeyTable.NONE);
    assertThat(table.add(6, 2)).isZero();
    assertThat(table.find(5)).isEqualTo(KeyTable.NONE);
    assertThat(table.find(6)).isZero();
  }

  @Test
  void refusesACapacityOutOfRange() {
    assertThatThrownBy(() -> new KeyTable(0, (place, now) -> false))
        .hasMessage("capacity 0: use 1 to 16777216");
  }
}
