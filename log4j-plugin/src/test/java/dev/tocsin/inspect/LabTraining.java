package dev.tocsin.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Learns the weights: for each kind a logistic regression over the features of the stretch that
 * says most, which is sought anew in each round (a latent variable). AdaGrad, the average of the
 * later rounds, fixed seed.
 */
final class LabTraining {
  private static final int ROUNDS = 16;
  private static final int WHOLE_ROUNDS = 2;
  private static final double RATE = 0.25;
  private static final double DECAY = 2e-5;

  /** Attacks of another kind are a weak reason against a kind. */
  private static final double OTHER_KIND = 0.1;

  private static final double ATTACK = 4;

  /** Of the sum of an attack's logits in the model's small numbers. */
  private static final double SCALE = 20;

  private static final int MANY = 4;
  private static final int LONG_TEXTS = 3_000;
  private static final long SEED = 15;

  private record Example(LabFeatures features, LabItem item) {}

  private final List<LabItem> train;
  private final Random random = new Random(SEED);

  LabTraining(List<LabItem> train) {
    this.train = train;
  }

  Model learn() {
    long[] words = words();
    byte[][] nothing = new byte[Model.KINDS][Model.FEATURES + 1];
    Model empty = new Model(nothing, words, new int[Model.KINDS], new int[Model.KINDS]);
    List<Example> examples = new ArrayList<>();
    Stream.concat(train.stream(), more().stream())
        .forEach(
            item -> {
              LabFeatures features = LabFeatures.of(item.text(), empty);
              if (features != null) {
                examples.add(new Example(features, item));
              }
            });
    byte[][] weights = new byte[Model.KINDS][];
    int[] thresholds = new int[Model.KINDS];
    AttackKind[] kinds = AttackKind.values();
    for (int kind = 0; kind < Model.KINDS; kind++) {
      double[] learned = learn(examples, kinds[kind]);
      weights[kind] = quantised(learned);
      thresholds[kind] = (int) Math.round(-learned[Model.FEATURES + 1] * SCALE);
    }
    return new Model(weights, words, thresholds, thresholds);
  }

  /** Words that are in attacks, and relatively more often than in honest input. */
  private long[] words() {
    byte[][] nothing = new byte[Model.KINDS][Model.FEATURES + 1];
    long[] none = new long[1 << (Model.WORD_BITS - 6)];
    Model empty = new Model(nothing, none, new int[Model.KINDS], new int[Model.KINDS]);
    int[][] counts = new int[2][1 << Model.WORD_BITS];
    int[] items = new int[2];
    for (LabItem item : train) {
      int side = item.kind() == null ? 0 : 1;
      items[side]++;
      CharSequence seen = InputInspector.seen(item.text());
      if (seen != null) {
        List<Integer> found = new ArrayList<>();
        Scan.scan(seen, empty, true, new Words(found));
        found.stream().distinct().forEach(word -> counts[side][word]++);
      }
    }
    long[] words = none.clone();
    for (int word = 0; word < counts[0].length; word++) {
      double honest = (double) counts[0][word] / items[0];
      double attacks = (double) counts[1][word] / items[1];
      if (counts[1][word] >= MANY && attacks > honest) {
        words[word >>> 6] |= 1L << word;
      }
    }
    return words;
  }

  private record Words(List<Integer> found) implements Scan.Watcher {
    @Override
    public void feature(int feature) {
      // Only words count.
    }

    @Override
    public void word(int word) {
      found.add(word);
    }

    @Override
    public void place(int at, long weights, int count) {
      // Only words count.
    }
  }

  /** Attacks behind a value, and long honest texts. */
  private List<LabItem> more() {
    List<LabItem> honest = train.stream().filter(item -> item.kind() == null).toList();
    List<String> values =
        honest.stream().map(LabItem::text).filter(text -> text.length() < 16).toList();
    List<LabItem> more = new ArrayList<>();
    for (LabItem item : train) {
      if (item.kind() != null && random.nextInt(2) == 0) {
        String value = values.get(random.nextInt(values.size()));
        String text = value + (random.nextBoolean() ? " " : "") + item.text();
        more.add(new LabItem("more", item.kind(), false, text));
      }
    }
    for (int i = 0; i < LONG_TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 4 + random.nextInt(20); j++) {
        text.append(honest.get(random.nextInt(honest.size())).text());
        text.append(random.nextBoolean() ? "\n" : " ");
      }
      more.add(new LabItem("more", null, false, text.toString()));
    }
    return more;
  }

  private double[] learn(List<Example> all, AttackKind kind) {
    double[] weights = new double[Model.FEATURES + 2];
    double[] squares = new double[weights.length];
    Arrays.fill(squares, 1e-1);
    weights[Model.FEATURES + 1] = -2;
    List<Example> examples = new ArrayList<>(all);
    double[] average = new double[weights.length];
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(examples, random);
      for (Example example : examples) {
        step(example, kind, weights, squares, round < WHOLE_ROUNDS);
      }
      for (int i = 0; i < weights.length && round >= ROUNDS / 2; i++) {
        average[i] += weights[i] / (ROUNDS - ROUNDS / 2);
      }
    }
    return average;
  }

  private static void step(
      Example example, AttackKind kind, double[] weights, double[] squares, boolean whole) {
    LabFeatures features = example.features();
    int from = 0;
    int to = features.places();
    double sum = 0;
    double most = 0;
    int start = 0;
    double all = 0;
    int mostFrom = 0;
    int mostTo = 0;
    for (int place = 0; place < features.places(); place++) {
      double here = weights[Model.FEATURES];
      for (int i = features.start(place); i < features.start(place + 1); i++) {
        here += weights[features.at(i)];
      }
      all += here;
      if (sum <= 0) {
        sum = 0;
        start = place;
      }
      sum += here;
      if (sum > most) {
        most = sum;
        mostFrom = start;
        mostTo = place + 1;
      }
    }
    if (!whole) {
      from = mostFrom;
      to = mostTo;
    }
    boolean attack = example.item().kind() == kind;
    double logit = (whole ? all : most) + weights[Model.FEATURES + 1];
    double probability = 1 / (1 + Math.exp(-logit));
    double weight = attack ? ATTACK : example.item().kind() == null ? 1 : OTHER_KIND;
    double gradient = ((attack ? 1 : 0) - probability) * weight;
    if (Math.abs(gradient) > 1e-4) {
      if (!whole && attack && to == from) {
        // Nothing speaks for it yet: all of it may.
        to = features.places();
      }
      for (int place = from; place < to; place++) {
        for (int i = features.start(place); i < features.start(place + 1); i++) {
          move(features.at(i), gradient, weights, squares);
        }
        move(Model.FEATURES, gradient / (to - from), weights, squares);
      }
      move(Model.FEATURES + 1, gradient, weights, squares);
    }
  }

  private static void move(int feature, double gradient, double[] weights, double[] squares) {
    double total = gradient - DECAY * weights[feature];
    squares[feature] += total * total;
    weights[feature] += RATE * total / Math.sqrt(squares[feature]);
  }

  private static byte[] quantised(double[] weights) {
    byte[] small = new byte[Model.FEATURES + 1];
    for (int i = 0; i < small.length; i++) {
      small[i] = (byte) Math.max(-127, Math.min(127, Math.round(weights[i] * SCALE)));
    }
    return small;
  }
}
