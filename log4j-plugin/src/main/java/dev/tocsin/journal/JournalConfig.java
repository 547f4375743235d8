package dev.tocsin.journal;

import dev.tocsin.keys.KeySet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * What a journal is opened with. Immutable; made by {@link #builder}.
 *
 * @param file the active file, absolute
 * @param writer stable name of the writer, kept in segment headers
 * @param naming names of sealed segments
 * @param trigger when segments end
 * @param durability when lines reach the disk
 * @param retention when sealed segments are deleted
 * @param checkpointInterval longest time without a checkpoint line, also when nothing is logged
 * @param keys for tags and signatures
 * @param evolve whether the tag key moves on after each checkpoint, so that who takes it later
 *     can't make the tags of before
 * @param writeTimeout how long a call waits for a write that does not come back; zero: for ever,
 *     and each caller writes itself
 * @param clock time of the journal's own lines, and for retention
 */
public record JournalConfig(
    Path file,
    String writer,
    SegmentNaming naming,
    RollTrigger trigger,
    Durability durability,
    RetentionPolicy retention,
    Duration checkpointInterval,
    KeySet keys,
    boolean evolve,
    Duration writeTimeout,
    Clock clock) {

  /** Starts from the defaults: daily names, compression, no rolling, everysec, 30 days. */
  public static Builder builder(Path file) {
    return new Builder(file);
  }

  /** Whether any key is configured. */
  boolean isKeyed() {
    return !keys.isEmpty();
  }

  /** Who vouches for checkpoints and seals, and whether the tag key moves on. */
  Vouching vouching() {
    return new Vouching(keys.signingKey(), evolve);
  }

  /** Collects the settings; every method returns the builder. */
  public static final class Builder {
    private final Path file;
    private String writer = "tocsin";
    private SegmentNaming naming;
    private RollTrigger trigger = RollTrigger.never();
    private Durability durability = Durability.EVERYSEC;
    private RetentionPolicy retention = RetentionPolicy.DEFAULT;
    private Duration checkpointInterval = Duration.ofMinutes(1);
    private KeySet keys = KeySet.NONE;
    private boolean evolve;
    private Duration writeTimeout = Duration.ZERO;
    private Clock clock = Clock.systemUTC();

    private Builder(Path file) {
      this.file = file.toAbsolutePath().normalize();
      Path name =
          Objects.requireNonNull(
              this.file.getFileName(), () -> file + ": is a folder, not a file name");
      this.naming = SegmentNaming.daily(name.toString(), true);
    }

    /** A name that survives restarts, by default {@code tocsin}. */
    public Builder writer(String name) {
      this.writer = Objects.requireNonNull(name, "writer");
      return this;
    }

    /** By default {@link SegmentNaming#daily}, compressed. */
    public Builder naming(SegmentNaming segmentNaming) {
      this.naming = Objects.requireNonNull(segmentNaming, "naming");
      return this;
    }

    /** By default {@link RollTrigger#never()}. */
    public Builder trigger(RollTrigger rollTrigger) {
      this.trigger = Objects.requireNonNull(rollTrigger, "trigger");
      return this;
    }

    /** By default {@link Durability#EVERYSEC}. */
    public Builder durability(Durability mode) {
      this.durability = Objects.requireNonNull(mode, "durability");
      return this;
    }

    /** By default {@link RetentionPolicy#DEFAULT}. */
    public Builder retention(RetentionPolicy policy) {
      this.retention = Objects.requireNonNull(policy, "retention");
      return this;
    }

    /** By default one minute; at least one second. */
    public Builder checkpointInterval(Duration interval) {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException(
            "checkpointInterval " + interval + ": use one second or more");
      }
      this.checkpointInterval = interval;
      return this;
    }

    /** By default none: tags are plain hashes then, and nothing is signed. */
    public Builder keys(KeySet keySet) {
      this.keys = Objects.requireNonNull(keySet, "keys");
      return this;
    }

    /** By default false. Needs a tag key. */
    public Builder evolve(boolean movesOn) {
      this.evolve = movesOn;
      return this;
    }

    /** By default zero: no limit. */
    public Builder writeTimeout(Duration atMost) {
      this.writeTimeout = Objects.requireNonNull(atMost, "writeTimeout");
      return this;
    }

    /** By default the system's clock. */
    public Builder clock(Clock journalClock) {
      this.clock = Objects.requireNonNull(journalClock, "clock");
      return this;
    }

    /** The settings as they are now. */
    public JournalConfig build() {
      return new JournalConfig(
          file,
          writer,
          naming,
          trigger,
          durability,
          retention,
          checkpointInterval,
          keys,
          evolve,
          writeTimeout,
          clock);
    }
  }
}
