package dev.tocsin.journal;

import dev.tocsin.keys.KeySet;
import dev.tocsin.keys.TagKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tag keys that a writer has at its start: those it was given, and the one that it kept when
 * its key moved on. Immutable.
 */
final class WriterKeys implements TagKeys {
  private final Path file;
  private final KeySet given;
  private final @Nullable Tagger kept;
  private final @Nullable String currentId;

  private WriterKeys(Path file, KeySet given, @Nullable Tagger kept) {
    this.file = file;
    this.given = given;
    this.kept = kept;
    this.currentId = currentId(given, kept);
  }

  /**
   * Who moved {@code tag.key} off the host, as it should be under keys that move on, goes on with
   * what was kept.
   */
  private static @Nullable String currentId(KeySet given, @Nullable Tagger kept) {
    TagKey key = given.tagKey();
    if (key != null) {
      return key.id();
    }
    return kept == null || given.isEmpty() ? null : kept.keyId();
  }

  /**
   * @throws JournalException if keys are to move on and there is none
   */
  static WriterKeys of(JournalConfig config, @Nullable Tagger kept) throws JournalException {
    WriterKeys keys = new WriterKeys(config.file(), config.keys(), kept);
    if (config.evolve() && keys.currentId == null) {
      throw new JournalException(
          config.file()
              + ": evolve needs a tag key, and keys names none; put tag.key into its folder, for"
              + " the first start at least");
    }
    return keys;
  }

  /** Whether that is the id of the key that new segments are under; null for no key. */
  boolean isCurrent(@Nullable String keyId) {
    return Objects.equals(keyId, currentId);
  }

  /** What a new segment is tagged with. */
  Tagger current() {
    if (currentId == null) {
      return Tagger.unkeyed();
    }
    Tagger moved = kept;
    return moved != null && currentId.equals(moved.keyId())
        ? moved
        : Tagger.keyed(Objects.requireNonNull(given.tagKey()));
  }

  /** The later one of {@link #current()} and another tagger of the same key. */
  Tagger currentAfter(@Nullable Tagger last) {
    Tagger current = current();
    return last != null && isCurrent(last.keyId()) && last.epoch() > current.epoch()
        ? last
        : current;
  }

  @Override
  public List<Tagger> taggers(@Nullable String keyId, long epoch) {
    if (keyId == null) {
      return List.of(Tagger.unkeyed());
    }
    Tagger moved = kept;
    Tagger found = moved != null && keyId.equals(moved.keyId()) ? moved.at(epoch) : null;
    if (found == null) {
      TagKey origin = origin(keyId);
      found = origin == null ? null : Tagger.keyed(origin).at(epoch);
    }
    return found == null ? List.of() : List.of(found);
  }

  private @Nullable TagKey origin(String keyId) {
    TagKey key = given.tagKey();
    if (key != null && key.id().equals(keyId)) {
      return key;
    }
    return given.earlierTagKeys().stream()
        .filter(earlier -> earlier.id().equals(keyId))
        .findFirst()
        .orElse(null);
  }

  /**
   * Why the active file can't be gone on with.
   *
   * @param keyId id of the key that it is under
   */
  JournalException missing(String keyId) {
    String under = file + ": its lines are under tag key " + keyId + ", ";
    if (given.isEmpty()) {
      return new JournalException(
          under + "and no keys are configured; name their folder in keys, or begin another file");
    }
    return new JournalException(
        under
            + "which is not there in the form it has by now; put it back as tag.key, or for a"
            + " change of key as tag-"
            + keyId
            + ".key beside the new one");
  }
}
