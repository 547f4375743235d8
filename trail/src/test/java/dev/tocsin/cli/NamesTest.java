package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({"emit, emit, 0", "emti, emit, 1", "emi, emit, 1", "tail, mail, 1", "'', abc, 3"})
  void countsEdits(String a, String b, int edits) {
    assertThat(Names.distance(a, b)).isEqualTo(edits);
    assertThat(Names.distance(b, a)).isEqualTo(edits);
  }

  @Test
  void offersOnlyWhatIsNear() {
    List<String> names = List.of("emit", "tail", "verify");
    assertThat(Names.nearest("EMTI", names)).contains("emit");
    assertThat(Names.nearest("verfy", names)).contains("verify");
    assertThat(Names.nearest("xyz", names)).isEmpty();
    assertThat(Names.nearest("", names)).isEmpty();
  }
}
