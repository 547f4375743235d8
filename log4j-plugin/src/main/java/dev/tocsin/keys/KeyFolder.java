package dev.tocsin.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A folder of keys, as {@code keys="DIR"} names it. Files are made with mode 0600, the folder with
 * 0700, and none is ever overwritten. Not for use by two threads.
 */
public final class KeyFolder {
  /** The tag key, 64 hexadecimal digits. */
  public static final String TAG_KEY = "tag.key";

  /** Tag keys of before, {@code tag-<id>.key}. */
  public static final String EARLIER_TAG_KEYS = "tag-*.key";

  /** The private signing key, PEM (PKCS 8). */
  public static final String SIGNING_KEY = "signing.key";

  /** The public signing key, PEM (SPKI). */
  public static final String PUBLIC_KEY = "signing.pub";

  /** The key for session ids, 64 hexadecimal digits. */
  public static final String SESSION_KEY = "session.key";

  private final Path folder;
  private final SecureRandom random;

  /**
   * A folder that may or may not be there.
   *
   * @param random makes the keys
   */
  public KeyFolder(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  /**
   * Makes all keys but those for pseudonyms, which {@link PeriodKeys} makes as time goes by.
   *
   * @return the files made, with the id of what is in each
   * @throws IOException one line that names the file and the way out, if a key is there already or
   *     one can't be written; nothing is overwritten
   */
  public Map<Path, String> generate() throws IOException {
    for (String name : new String[] {TAG_KEY, SIGNING_KEY, PUBLIC_KEY, SESSION_KEY}) {
      Path file = folder.resolve(name);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            file
                + ": is there already, and keys are never overwritten; name another folder, or"
                + " change to new keys with --rotate");
      }
    }
    makeFolder();
    Map<Path, String> made = new LinkedHashMap<>();
    made.put(folder.resolve(TAG_KEY), makeSecret(TAG_KEY));
    makePair(made);
    made.put(folder.resolve(SESSION_KEY), makeSecret(SESSION_KEY));
    KeyFiles.force(folder);
    return made;
  }

  /**
   * Makes a new tag key and a new signing pair. The old ones stay, under names with their ids, as a
   * verifier needs them for what was written before, and a writer once more for the change.
   *
   * @return the files made and renamed, with the id of what is in each
   * @throws IOException one line, if there are no keys to change from or a file can't be written
   */
  public Map<Path, String> rotate() throws IOException {
    TagKey oldTag = TagKey.read(folder.resolve(TAG_KEY));
    VerifyKey oldPublic = VerifyKey.read(folder.resolve(PUBLIC_KEY));
    Map<Path, String> files = new LinkedHashMap<>();
    setAside(TAG_KEY, "tag-" + oldTag.id() + ".key", oldTag.id(), files);
    setAside(SIGNING_KEY, "signing-" + oldPublic.id() + ".key", oldPublic.id(), files);
    setAside(PUBLIC_KEY, "signing-" + oldPublic.id() + ".pub", oldPublic.id(), files);
    files.put(folder.resolve(TAG_KEY), makeSecret(TAG_KEY));
    makePair(files);
    KeyFiles.force(folder);
    return files;
  }

  private void setAside(String name, String newName, String id, Map<Path, String> files)
      throws IOException {
    Path target = folder.resolve(newName);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(target + ": is there already; move it away first");
    }
    Files.move(folder.resolve(name), target);
    files.put(target, id);
  }

  private void makeFolder() throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + ": is a file: name a folder for the keys");
    }
    try {
      KeyFiles.makeFolder(folder);
    } catch (IOException e) {
      throw new IOException(
          folder + ": the folder can't be made (" + e + "): name one where you may write", e);
    }
  }

  private String makeSecret(String name) throws IOException {
    byte[] secret = new byte[TagKey.BYTES];
    random.nextBytes(secret);
    write(folder.resolve(name), KeyText.ofSecret(secret));
    return TagKey.idOf(secret);
  }

  private void makePair(Map<Path, String> made) throws IOException {
    KeyPair pair;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't make Ed25519 keys", e);
    }
    String id = new VerifyKey(pair.getPublic()).id();
    Path privateFile = folder.resolve(SIGNING_KEY);
    Path publicFile = folder.resolve(PUBLIC_KEY);
    write(privateFile, KeyText.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    write(publicFile, KeyText.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    made.put(privateFile, id);
    made.put(publicFile, id);
  }

  private static void write(Path file, String text) throws IOException {
    try {
      KeyFiles.write(file, text);
    } catch (IOException e) {
      throw new IOException(file + ": can't be written (" + e.getMessage() + ")", e);
    }
  }
}
