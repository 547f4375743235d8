package dev.tocsin.keys;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a writer was given. Each may be absent: then what it is for is not done. Immutable.
 *
 * @param tagKey for tags, or null: tags are then plain hashes
 * @param earlierTagKeys tag keys of before, to end a segment that one of them began
 * @param signingKey for checkpoints and seals, or null
 * @param sessionKey for session ids, or null
 * @param warnings what is amiss and no reason not to go on, one line each
 */
public record KeySet(
    @Nullable TagKey tagKey,
    List<TagKey> earlierTagKeys,
    @Nullable SigningKey signingKey,
    @Nullable Secret sessionKey,
    List<String> warnings) {

  /** No keys at all. */
  public static final KeySet NONE = new KeySet(null, List.of(), null, null, List.of());

  /** How a value of {@code keys} begins that names environment variables. */
  public static final String ENVIRONMENT = "env:";

  /** Whether there is nothing in it, as in {@link #NONE}. */
  public boolean isEmpty() {
    return tagKey == null
        && earlierTagKeys.isEmpty()
        && signingKey == null
        && sessionKey == null
        && warnings.isEmpty();
  }

  /** The list is copied. */
  public KeySet {
    earlierTagKeys = List.copyOf(earlierTagKeys);
    warnings = List.copyOf(warnings);
  }

  /**
   * Takes the keys from where a configuration says.
   *
   * @param keys a folder, or {@code env:PREFIX} for the variables {@code PREFIX_TAG_KEY}, {@code
   *     PREFIX_EARLIER_TAG_KEY}, {@code PREFIX_SIGNING_KEY} and {@code PREFIX_SESSION_KEY}
   * @param environment gives a variable's value, or null
   * @throws IOException one line that names what is wrong and the way out
   */
  public static KeySet of(String keys, UnaryOperator<@Nullable String> environment)
      throws IOException {
    return keys.startsWith(ENVIRONMENT)
        ? ofEnvironment(keys.substring(ENVIRONMENT.length()), environment)
        : ofFolder(Path.of(keys));
  }

  private static KeySet ofFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "keys \""
              + folder
              + "\": is no folder; make one with \"tocsin keygen --out "
              + folder
              + "\"");
    }
    List<String> warnings = new ArrayList<>();
    List<TagKey> earlier = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, KeyFolder.EARLIER_TAG_KEYS)) {
      for (Path file : files) {
        earlier.add(TagKey.read(file));
        warnOfRights(file, warnings);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Path tag = folder.resolve(KeyFolder.TAG_KEY);
    Path signing = folder.resolve(KeyFolder.SIGNING_KEY);
    Path session = folder.resolve(KeyFolder.SESSION_KEY);
    for (Path file : List.of(tag, signing, session)) {
      if (Files.exists(file)) {
        warnOfRights(file, warnings);
      }
    }
    return new KeySet(
        Files.exists(tag) ? TagKey.read(tag) : null,
        earlier,
        Files.exists(signing)
            ? new SigningKey(KeyText.privateKey(KeyText.read(signing), signing.toString()))
            : null,
        Files.exists(session)
            ? new Secret(KeyText.secret(KeyText.read(session), session.toString()))
            : null,
        warnings);
  }

  private static void warnOfRights(Path file, List<String> warnings) throws IOException {
    String warning = KeyFiles.warningOfRights(file);
    if (warning != null) {
      warnings.add(warning);
    }
  }

  private static KeySet ofEnvironment(String prefix, UnaryOperator<@Nullable String> environment)
      throws IOException {
    if (!prefix.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IOException(
          "keys \"env:" + prefix + "\": name a prefix of variables, as in env:TOCSIN");
    }
    String tag = environment.apply(prefix + "_TAG_KEY");
    String earlier = environment.apply(prefix + "_EARLIER_TAG_KEY");
    String signing = environment.apply(prefix + "_SIGNING_KEY");
    String session = environment.apply(prefix + "_SESSION_KEY");
    if (tag == null && signing == null && session == null) {
      throw new IOException(
          "keys \"env:"
              + prefix
              + "\": none of "
              + prefix
              + "_TAG_KEY, "
              + prefix
              + "_SIGNING_KEY and "
              + prefix
              + "_SESSION_KEY is set");
    }
    return new KeySet(
        tag == null ? null : TagKey.of(KeyText.secret(tag, prefix + "_TAG_KEY")),
        earlier == null
            ? List.of()
            : List.of(TagKey.of(KeyText.secret(earlier, prefix + "_EARLIER_TAG_KEY"))),
        signing == null
            ? null
            : new SigningKey(KeyText.privateKey(signing, prefix + "_SIGNING_KEY")),
        session == null ? null : new Secret(KeyText.secret(session, prefix + "_SESSION_KEY")),
        List.of());
  }

  /** Says which keys are there, and never what they are. */
  @Override
  public String toString() {
    return "KeySet[tagKey="
        + (tagKey == null ? "none" : tagKey.id())
        + ", signing="
        + (signingKey != null)
        + ", session="
        + (sessionKey != null)
        + "]";
  }
}
