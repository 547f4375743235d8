package dev.tocsin.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tag keys that someone who reads a journal has. */
interface TagKeys {
  /** Of someone who has no key: unkeyed tags can be checked, others not. */
  TagKeys NONE = (keyId, epoch) -> keyId == null ? List.of(Tagger.unkeyed()) : List.of();

  /**
   * What a line's tag may have been made with.
   *
   * @param keyId id of the key as the file tells it, or null if it tells of none
   * @param epoch epoch of the key as the file tells it, any number
   * @return the likeliest first; empty if the key of that epoch is not at hand
   */
  List<Tagger> taggers(@Nullable String keyId, long epoch);
}
