package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/assurance.md} names tests that are there, and leaves out no requirement. */
class AssuranceTest {
  private static final int REQUIREMENTS = 25;
  private static final Pattern NAMED =
      Pattern.compile("`([a-z0-9]+(?:\\.[a-z0-9]+)*\\.[A-Z][A-Za-z0-9]*)(?:#([A-Za-z0-9]+))?`");

  private static List<String> rows() throws IOException {
    return Files.readAllLines(Checkout.ROOT.resolve("docs/assurance.md")).stream()
        .filter(line -> line.startsWith("| T"))
        .toList();
  }

  @Test
  void everyRequirementHasItsRowInOrder() throws IOException {
    assertThat(rows().stream().map(row -> row.substring(2, row.indexOf(" |"))))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, REQUIREMENTS).mapToObj(number -> "T" + number).toList());
  }

  @Test
  void everyRowNamesATestOrSaysThatItIsOpen() throws IOException {
    assertThat(rows())
        .allMatch(row -> NAMED.matcher(row).find() || row.contains("| open"))
        .anyMatch(row -> NAMED.matcher(row).find());
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    Matcher named = NAMED.matcher(Files.readString(Checkout.ROOT.resolve("docs/assurance.md")));
    int count = 0;
    while (named.find()) {
      Path source = source(named.group(1));
      String method = named.group(2);
      if (method != null) {
        assertThat(Files.readString(source)).as(source.toString()).contains("void " + method + "(");
      }
      count++;
    }
    assertThat(count).isGreaterThan(REQUIREMENTS);
  }

  private static Path source(String name) throws IOException {
    String file = "src/test/java/dev/tocsin/" + name.replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(Checkout.ROOT)) {
      List<Path> found = modules.map(module -> module.resolve(file)).filter(Files::exists).toList();
      assertThat(found).as(name).hasSize(1);
      return found.get(0);
    }
  }
}
