package dev.tocsin.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.files.SecureFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a writer whose tag key moves on keeps what the key is by now: {@code <name>.tagkey} beside
 * the journal, one JSON line. It is replaced as a whole, and on the disk before anybody goes on.
 */
final class TagKeyFile {
  private static final int MAX_BYTES = 4096;

  private final Path path;
  private @Nullable Tagger kept;

  private TagKeyFile(Path path) {
    this.path = path;
  }

  /** The file that belongs to an active file. */
  static Path beside(Path active) {
    return active.resolveSibling(active.getFileName() + ".tagkey");
  }

  /**
   * Opens the file of a journal, which need not be there.
   *
   * @throws JournalException if it can't be read or is no such file
   */
  static TagKeyFile of(Path active) throws IOException {
    TagKeyFile file = new TagKeyFile(beside(active));
    file.kept = file.read();
    return file;
  }

  /** The key as it is kept, or empty if none is. */
  Optional<Tagger> kept() {
    return Optional.ofNullable(kept);
  }

  private @Nullable Tagger read() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    AuditPaths.refuseLink(path);
    byte[] text;
    try (InputStream in = Channels.newInputStream(SecureFiles.openForRead(path))) {
      text = in.readNBytes(MAX_BYTES);
    }
    try {
      RecordLine record = RecordLine.parse(text, 0, text.length);
      return Tagger.keyed(
          record.text("key"), record.number("epoch"), record.bytes("value", Chain.HASH_BYTES));
    } catch (JournalException e) {
      // Its text may hold most of a key, so nothing of it goes into the message or the cause.
      throw new JournalException(
          path + ": is no key of a journal; restore it, or put tag.key back and move it away");
    }
  }

  /** Keeps the key as it is now, if another one is kept. */
  void keep(Tagger tagger) throws IOException {
    Tagger before = kept;
    if (before != null && before.isSame(tagger)) {
      return;
    }
    byte[] body =
        RecordLine.of("tagkey")
            .with("key", tagger.keyId())
            .with("epoch", tagger.epoch())
            .with("value", Hex.of(tagger.secret()))
            .body();
    uninterrupted(
        () -> SecureFiles.replace(path, (new String(body, UTF_8) + "}\n").getBytes(UTF_8)));
    kept = tagger;
  }

  /** Forgets what is kept. */
  void drop() throws IOException {
    if (kept != null) {
      Files.deleteIfExists(path);
      kept = null;
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** An interrupt closes a channel; it is set aside and given back. */
  private static void uninterrupted(Step step) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      step.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
