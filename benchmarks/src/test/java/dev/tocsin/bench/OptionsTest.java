package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void withoutArgumentsTheWholeTableIsMeasuredQuickly() {
    assertThat(Options.parse(List.of())).isEqualTo(new Options(false, false, null, List.of()));
  }

  @Test
  void everythingAtOnce(@TempDir Path folder) {
    Path json = folder.resolve("results.json");

    assertThat(Options.parse(List.of("--full", "--json", json.toString(), "floor_write", "fleet")))
        .isEqualTo(new Options(true, false, json, List.of("floor_write", "fleet")));
    assertThat(Options.parse(List.of("--quick", "--docs")))
        .isEqualTo(new Options(false, true, null, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fast | --fast: use --quick, --full, --docs, --json FILE or names of benchmarks and programs",
        "--json | --json: name the file, as in --json results.json",
        "--json no/such/folder/x.json | --json no/such/folder/x.json: can't be written; name a file in a folder that is there",
        "--quick --full | --quick --full: use one of them",
        "--docs fleet | --docs: the page has the whole table; leave out fleet",
      })
  void aMistakeIsOneLineWithTheWayOut(String arguments, String message) {
    assertThatThrownBy(() -> Options.parse(List.of(arguments.split(" ", -1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
