package dev.tocsin.inspect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A linear model: what each feature of a text says for each kind of attack, and how much must come
 * together. Its weights are learned (docs/inspection.md tells how) and come as a resource.
 * Immutable and thread-safe.
 */
final class Model {
  static final int KINDS = 4;

  /** Binary digits of a feature's number. */
  static final int FEATURE_BITS = 16;

  static final int FEATURES = 1 << FEATURE_BITS;

  /** Binary digits of a word's number. */
  static final int WORD_BITS = 15;

  /**
   * What is added to a weight, so that none is negative and the sums of all kinds go into one
   * number, 16 bits each.
   */
  static final int OFFSET = 128;

  private static final int LANE_BITS = 16;
  private static final int LANE = (1 << LANE_BITS) - 1;
  private static final int MAGIC = 0x544d3031;
  private static final String RESOURCE = "attacks.model";

  /** By feature, and last what each place costs; each kind has 16 bits. */
  private final long[] weights;

  /** A bit for each word that attacks are made of. */
  private final long[] words;

  private final int[] medium;
  private final int[] high;

  private Model(long[] weights, long[] words, int[] medium, int[] high) {
    this.weights = weights;
    this.words = words;
    this.medium = medium.clone();
    this.high = high.clone();
  }

  /**
   * A model.
   *
   * @param weights by kind and feature, the last one that of a place itself
   * @param words a bit for each known word
   * @param medium by kind, the least sum that is a suspicion at all
   * @param high by kind, the least sum of a sure one
   */
  Model(byte[][] weights, long[] words, int[] medium, int[] high) {
    this(new long[FEATURES + 1], words.clone(), medium, high);
    for (int kind = 0; kind < KINDS; kind++) {
      for (int i = 0; i <= FEATURES; i++) {
        this.weights[i] |= (long) (weights[kind][i] + OFFSET) << (kind * LANE_BITS);
      }
    }
  }

  /** The same with other bounds. */
  Model with(int[] otherMedium, int[] otherHigh) {
    return new Model(weights, words, otherMedium, otherHigh);
  }

  /** The one that comes with Tocsin. */
  static Model standard() {
    return Standard.MODEL;
  }

  /** The weights of a feature, or of a place itself ({@link #FEATURES}), with their offset. */
  long weights(int feature) {
    return weights[feature];
  }

  /** What a sum of weights says for a kind. */
  static int sum(long weights, int count, int kind) {
    return (int) (weights >>> (kind * LANE_BITS) & LANE) - count * OFFSET;
  }

  boolean isKnown(int word) {
    return (words[word >>> 6] & (1L << word)) != 0;
  }

  int medium(int kind) {
    return medium[kind];
  }

  int high(int kind) {
    return high[kind];
  }

  /** Loaded when the first text is looked at. */
  private static final class Standard {
    static final Model MODEL = load();

    private Standard() {}
  }

  private static Model load() {
    try (InputStream in = Model.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "resource " + RESOURCE + " of dev.tocsin.inspect is missing: keep it in the jar");
      }
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + RESOURCE + " of dev.tocsin.inspect", e);
    }
  }

  static Model read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    if (in.readInt() != MAGIC) {
      throw new IOException("no model of this form");
    }
    int[] medium = new int[KINDS];
    int[] high = new int[KINDS];
    for (int kind = 0; kind < KINDS; kind++) {
      medium[kind] = in.readInt();
      high[kind] = in.readInt();
    }
    long[] words = new long[1 << (WORD_BITS - 6)];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.readLong();
    }
    byte[][] weights = new byte[KINDS][FEATURES + 1];
    for (byte[] each : weights) {
      in.readFully(each);
    }
    return new Model(weights, words, medium, high);
  }

  void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(MAGIC);
    for (int kind = 0; kind < KINDS; kind++) {
      out.writeInt(medium[kind]);
      out.writeInt(high[kind]);
    }
    for (long each : words) {
      out.writeLong(each);
    }
    for (int kind = 0; kind < KINDS; kind++) {
      for (int i = 0; i <= FEATURES; i++) {
        out.writeByte(sum(weights[i], 1, kind));
      }
    }
    out.flush();
  }
}
