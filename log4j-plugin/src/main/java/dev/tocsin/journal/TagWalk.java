package dev.tocsin.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tags of a segment, line after line. After a checkpoint the key may have moved on: the
 * next line tells by its tag. Where the key is not at hand, tags count as not checked. Not
 * thread-safe.
 */
final class TagWalk {
  /** A line that claims to be further ahead than this is not believed: trying takes time. */
  private static final long MAX_LEAP = 4096;

  private final TagKeys keys;
  private final SegmentHeader header;
  private @Nullable Tagger tagger;
  private int mayMoveOn;
  private boolean gaveUp;

  /**
   * @param header the segment's first line
   */
  TagWalk(TagKeys keys, SegmentHeader header) {
    this.keys = keys;
    this.header = header;
  }

  /**
   * Finds the key that the first line is tagged with.
   *
   * @param chain the chain after that line
   * @param tagAt where the tag's characters begin, or -1 if there are none
   * @return whether a key that is at hand made the tag, or none is at hand
   */
  boolean begin(Chain chain, byte[] line, int tagAt) {
    List<Tagger> candidates = keys.taggers(header.key(), header.epoch());
    tagger = candidates.isEmpty() ? null : candidates.get(0);
    if (tagAt < 0) {
      return false;
    }
    for (Tagger candidate : candidates) {
      if (chain.isTag(candidate, line, tagAt)) {
        tagger = candidate;
        return true;
      }
    }
    return candidates.isEmpty();
  }

  /** Whether tags are checked at present. */
  boolean isChecking() {
    return tagger != null;
  }

  /** What the last line was checked with, or null if nothing was at hand. */
  @Nullable Tagger tagger() {
    return tagger;
  }

  /** How many epochs the next line may be ahead of {@link #tagger()}. */
  int mayMoveOn() {
    return mayMoveOn;
  }

  /**
   * Whether a line that the chain has just taken has its tag.
   *
   * @param tagAt where the tag's characters begin, or -1 if there are none
   */
  boolean holds(Chain chain, byte[] line, int tagAt) {
    if (tagAt < 0) {
      return false;
    }
    Tagger candidate = tagger;
    if (candidate == null) {
      return true;
    }
    for (int ahead = 0; ahead <= mayMoveOn; ahead++) {
      if (chain.isTag(candidate, line, tagAt)) {
        tagger = candidate;
        mayMoveOn = 0;
        return true;
      }
      candidate = candidate.next();
    }
    return false;
  }

  /** A checkpoint was passed: from the next line on, the key may be that of the next epoch. */
  void passCheckpoint(long epoch) {
    if (tagger != null) {
      if (tagger.keyId() != null) {
        mayMoveOn++;
      }
    } else if (!gaveUp && header.key() != null && epoch < Tagger.MAX_EPOCH) {
      // Nothing at hand so far. Who keeps the key of a later epoch has it from here on.
      List<Tagger> from = keys.taggers(header.key(), epoch + 1);
      tagger = from.isEmpty() ? null : from.get(0);
    }
  }

  /**
   * The line that comes is said to be of that epoch: it may be further ahead than the checkpoints
   * that were passed tell, where lines are missing.
   */
  void mayBeAt(long epoch) {
    Tagger now = tagger;
    if (now != null && now.keyId() != null && epoch > now.epoch()) {
      mayMoveOn = Math.max(mayMoveOn, (int) Math.min(epoch - now.epoch(), MAX_LEAP));
    }
  }

  /** From here on tags are not checked. */
  void giveUp() {
    gaveUp = true;
    tagger = null;
  }
}
