package dev.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFileTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("headers"), text);
  }

  @Test
  void aLineIsAHeader() throws IOException {
    assertThat(HeaderFile.read(file("Authorization: Bearer a:b c \r\n\nX-Scope-OrgID:\tshop")))
        .containsExactly(
            new HeaderFile.Header("Authorization", "Bearer a:b c"),
            new HeaderFile.Header("X-Scope-OrgID", "shop"))
        .asString()
        .isEqualTo("[Authorization, X-Scope-OrgID]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cret",
        ": s3cret",
        "Name : s3cret",
        "A: b\nName: s3cret\u00e9",
        "Name: s3cret\u0007",
        "content-length: 3",
        "Host: s3cret",
        "",
        "\n \n"
      })
  void whatIsNoneIsToldWithoutIt(String text) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> HeaderFile.read(file))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }

  @Test
  void aFileThatIsMissingIsTold() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> HeaderFile.read(missing))
        .hasMessageStartingWith(missing + ": can't be read: name a file");
  }
}
