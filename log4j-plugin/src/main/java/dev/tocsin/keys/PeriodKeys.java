package dev.tocsin.keys;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder with one random key for each period, {@code 2026-11.key}, made when it is first asked
 * for. A period has one key, once: beside it lies {@code 2026-11.made}, empty, which stays when the
 * key is destroyed and keeps it from being made again. Several processes may share the folder.
 * Thread-safe.
 */
public final class PeriodKeys {
  /** How key files end. */
  public static final String KEY = ".key";

  private static final String MADE = ".made";

  private final Path folder;
  private final SecureRandom random;

  /**
   * A folder that may or may not be there.
   *
   * @param random makes the keys
   */
  public PeriodKeys(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  public Path folder() {
    return folder;
  }

  /** The file of a period's key, be it there or not. */
  public Path file(String period) {
    return folder.resolve(period + KEY);
  }

  /**
   * A period's key.
   *
   * @return null if there is none
   * @throws IOException one line, if it is there and can't be read, or is no key
   */
  public @Nullable Secret find(String period) throws IOException {
    Path file = file(period);
    if (Files.notExists(file)) {
      return null;
    }
    return new Secret(KeyText.secret(KeyText.read(file), file.toString()));
  }

  /**
   * A period's key, made now if it never was.
   *
   * @return null if it was made once and is not there any more
   * @throws IOException one line that names the file and the way out
   */
  public @Nullable Secret findOrMake(String period) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + ": is no folder; name another one, or move it away");
    }
    Secret present = find(period);
    if (present == null) {
      if (!Files.exists(made(period), LinkOption.NOFOLLOW_LINKS)) {
        make(period);
      }
      // Also where it was made before: by another process, between our two looks.
      present = find(period);
    }
    if (present != null) {
      markMade(period);
    }
    return present;
  }

  /** Whether a period's key was made once and is not there any more. */
  public boolean isDestroyed(String period) {
    return Files.exists(made(period), LinkOption.NOFOLLOW_LINKS) && Files.notExists(file(period));
  }

  /** The periods whose keys are there, the earliest first. */
  public List<String> periods() throws IOException {
    List<String> periods = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + KEY)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        periods.add(name.substring(0, name.length() - KEY.length()));
      }
    }
    Collections.sort(periods);
    return periods;
  }

  /** What is amiss with a period's key file and no reason not to use it; null if nothing is. */
  public @Nullable String warning(String period) {
    try {
      return KeyFiles.warningOfRights(file(period));
    } catch (IOException e) {
      // A file without rights to look at, or gone: what is wrong shows when it is read.
      return null;
    }
  }

  private void make(String period) throws IOException {
    Path file = file(period);
    try {
      KeyFiles.makeFolder(folder);
      var unused = KeyFiles.makeSecret(file, random);
    } catch (IOException e) {
      throw new IOException(
          file
              + ": the key of a period can't be made ("
              + reason(e)
              + "); let this process's user write the folder",
          e);
    }
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    String type = e.getClass().getSimpleName();
    return type.equals("FileSystemException") || type.equals("IOException")
        ? message.substring(message.lastIndexOf(": ") + 1).strip()
        : type;
  }

  private void markMade(String period) throws IOException {
    Path mark = made(period);
    if (Files.exists(mark, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      KeyFiles.write(mark, "");
      KeyFiles.force(folder);
    } catch (FileAlreadyExistsException e) {
      // By another process, just now.
    } catch (IOException e) {
      if (Files.isWritable(folder)) {
        throw new IOException(
            mark + ": can't be written (" + reason(e) + "); it keeps the key from being made twice",
            e);
      }
      // A folder that is only to be read from: then nobody makes a key here either.
    }
  }

  private Path made(String period) {
    return folder.resolve(period + MADE);
  }
}
