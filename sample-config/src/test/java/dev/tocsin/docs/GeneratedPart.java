package dev.tocsin.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a page that is made, not written: between two comments. */
final class GeneratedPart {
  private static final boolean UPDATE = Boolean.getBoolean("tocsin.docs.update");
  private static final String HOW =
      "is not current; write it anew with: mvn test -pl sample-config -am"
          + " -Dtest='dev/tocsin/docs/*' -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dtocsin.docs.update=true";

  private final Path file;
  private final String name;

  GeneratedPart(String page, String name) {
    this.file = Checkout.ROOT.resolve(page);
    this.name = name;
  }

  private String open() {
    return "<!-- generated: " + name + " -->\n";
  }

  private String close() {
    return "<!-- end: " + name + " -->\n";
  }

  /** What stands there now. */
  String text() throws IOException {
    String page = Files.readString(file);
    int from = page.indexOf(open());
    int to = page.indexOf(close());
    assertThat(from).as(file + ": " + open()).isNotNegative().isLessThan(to);
    return page.substring(from + open().length(), to);
  }

  /** Fails if something else stands there, or, when asked to, writes it. */
  void isCurrent(String expected) throws IOException {
    if (UPDATE) {
      write(expected);
    }
    assertThat(text())
        .as(Checkout.ROOT.relativize(file) + ", part " + name + ": " + HOW)
        .isEqualTo(expected);
  }

  /** The same, where what differs from run to run is not looked at. */
  void isCurrentButForTimes(String expected) throws IOException {
    if (UPDATE) {
      write(expected);
    }
    assertThat(SameButForTimes.normalised(text()))
        .as(Checkout.ROOT.relativize(file) + ", part " + name + ": " + HOW)
        .isEqualTo(SameButForTimes.normalised(expected));
  }

  private void write(String expected) throws IOException {
    String page = Files.readString(file);
    Files.writeString(file, page.replace(open() + text() + close(), open() + expected + close()));
  }
}
