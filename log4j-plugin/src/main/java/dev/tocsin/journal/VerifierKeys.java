package dev.tocsin.journal;

import dev.tocsin.keys.TagKey;
import dev.tocsin.keys.VerifyKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that must hold, as whoever verifies says: two rings, each from the oldest key to the
 * newest. A journal may go forward in a ring and never back, and must end under the newest. Not
 * thread-safe.
 */
final class VerifierKeys implements TagKeys {
  private final List<TagKey> tagKeys = new ArrayList<>();
  private final List<VerifyKey> publicKeys = new ArrayList<>();
  private final Map<String, Tagger> reached = new HashMap<>();
  private boolean unkeyedFirst;
  private boolean unsignedFirst;

  void addTagKey(TagKey key) {
    tagKeys.add(key);
  }

  void addPublicKey(VerifyKey key) {
    publicKeys.add(key);
  }

  /** Lines at the beginning may be unkeyed. */
  void allowUnkeyedFirst() {
    unkeyedFirst = true;
  }

  /** Checkpoints and seals at the beginning may be unsigned. */
  void allowUnsignedFirst() {
    unsignedFirst = true;
  }

  /** Whether tags must be under a key. */
  boolean demandKeys() {
    return !tagKeys.isEmpty();
  }

  /** Whether checkpoints and seals must be signed. */
  boolean demandSignatures() {
    return !publicKeys.isEmpty();
  }

  boolean isUnkeyedFirst() {
    return unkeyedFirst;
  }

  boolean isUnsignedFirst() {
    return unsignedFirst;
  }

  List<VerifyKey> publicKeys() {
    return publicKeys;
  }

  /** Place of a key in the ring, or -1 if it is not there. */
  int place(@Nullable String keyId) {
    for (int i = 0; i < tagKeys.size(); i++) {
      if (tagKeys.get(i).id().equals(keyId)) {
        return i;
      }
    }
    return -1;
  }

  /** The key that must hold at the end; there is one. */
  TagKey newestTagKey() {
    return tagKeys.get(tagKeys.size() - 1);
  }

  /** Where the file names a key that is not in the ring, each key of the ring may be meant. */
  @Override
  public List<Tagger> taggers(@Nullable String keyId, long epoch) {
    if (keyId == null) {
      return List.of(Tagger.unkeyed());
    }
    int place = place(keyId);
    List<TagKey> candidates = place < 0 ? tagKeys : List.of(tagKeys.get(place));
    List<Tagger> taggers = new ArrayList<>();
    for (TagKey candidate : candidates) {
      Tagger tagger = at(candidate, epoch);
      if (tagger != null) {
        taggers.add(tagger);
      }
    }
    return taggers;
  }

  /** Epochs are mostly asked for in order, so it goes on from the last one. */
  private @Nullable Tagger at(TagKey key, long epoch) {
    Tagger from = reached.get(key.id());
    Tagger tagger =
        from != null && from.epoch() <= epoch ? from.at(epoch) : Tagger.keyed(key).at(epoch);
    if (tagger != null) {
      reached.put(key.id(), tagger);
    }
    return tagger;
  }
}
