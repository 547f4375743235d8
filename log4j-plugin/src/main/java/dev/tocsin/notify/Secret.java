package dev.tocsin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A password, a token or the key of a signature. Immutable; its text form never shows it, and what
 * it is compared with learns nothing by the time that takes.
 */
public final class Secret {
  /** Characters that a secret may have. */
  public static final int MAX_CHARS = 4_096;

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * The secret that a file holds; line feeds at its end do not belong to it.
   *
   * @throws IOException one line that names the file and the way out
   */
  public static Secret ofFile(Path file) throws IOException {
    // Symbolic links are followed: secrets are often mounted as such.
    try (InputStream in = Files.newInputStream(file)) {
      return of(new String(in.readNBytes(4 * MAX_CHARS), UTF_8), file.toString());
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file; put the secret there", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": may not be read by this process's user", e);
    }
  }

  /**
   * The secret that an environment variable holds.
   *
   * @param value the variable's
   * @throws IOException one line that names the variable and the way out
   */
  public static Secret ofVariable(String name, @Nullable String value) throws IOException {
    if (value == null) {
      throw new IOException(name + ": no such environment variable; put the secret there");
    }
    return of(value, name);
  }

  private static Secret of(String raw, String where) throws IOException {
    String text = raw.stripTrailing();
    if (text.isEmpty()) {
      throw new IOException(where + ": is empty; put the secret there");
    }
    if (text.length() > MAX_CHARS) {
      throw new IOException(
          where + ": holds more than " + MAX_CHARS + " characters; put the secret there");
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IOException(
          where + ": holds control characters; put the secret there as one line of text");
    }
    return new Secret(text);
  }

  /** The secret itself; for who has to send or compare it, never for a log. */
  public String text() {
    return text;
  }

  byte[] bytes() {
    return text.getBytes(UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  @Override
  public int hashCode() {
    return text.length();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
