package dev.tocsin.otel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MappingTableTest {
  @Test
  void tableForTheDocsIsCurrent() throws Exception {
    String table = MappingTable.events() + "\n" + MappingTable.checkpoints();
    Path file = Path.of("src/test/resources/dev/tocsin/otel/mapping.md");
    if (Boolean.getBoolean("tocsin.docs.update")) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, table);
    }
    assertThat(file)
        .as("write it anew with -Dtocsin.docs.update=true")
        .content(UTF_8)
        .isEqualTo(table);
    assertThat(MappingTable.notesWithoutRow()).isEmpty();
  }
}
