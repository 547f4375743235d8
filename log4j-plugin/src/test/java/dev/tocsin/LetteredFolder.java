package dev.tocsin;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary folders for all tests of this module. JUnit's own have names of up to 19 digits, which
 * redaction takes for a card number now and then; these have letters.
 */
public final class LetteredFolder implements TempDirFactory {
  private static final int LETTERS = 16;

  /** For JUnit, which finds it by its name. */
  public LetteredFolder() {}

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    while (true) {
      StringBuilder name = new StringBuilder("junit-");
      ThreadLocalRandom.current().ints(LETTERS, 'a', 'z' + 1).forEach(name::appendCodePoint);
      try {
        return Files.createDirectory(parent.resolve(name.toString()));
      } catch (FileAlreadyExistsException e) {
        // Another one, then.
      }
    }
  }
}
