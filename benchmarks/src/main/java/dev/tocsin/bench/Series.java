package dev.tocsin.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was seen of one figure over a time, and whether it grew in the second half of it: in the
 * first one caches fill and code is compiled. Not thread-safe.
 */
final class Series {
  private final List<Sample> samples = new ArrayList<>();

  private record Sample(double at, double value) {}

  /**
   * Takes what was seen.
   *
   * @param at seconds since the beginning, more than before
   */
  void add(double at, double value) {
    samples.add(new Sample(at, value));
  }

  /** The value in the middle of all; 0 where there is none. */
  double median() {
    return median(samples.stream().mapToDouble(Sample::value).toArray());
  }

  /**
   * By how much it grew in the second half, less than 0 where it fell; 0 for fewer than two samples
   * there. The slope is Theil and Sen's, the median of those between any two samples, so that a few
   * outliers, as a garbage collection or a neighbour makes them, mean nothing.
   */
  double growth() {
    if (samples.isEmpty()) {
      return 0;
    }
    double first = samples.get(0).at();
    double last = samples.get(samples.size() - 1).at();
    double middle = first + (last - first) / 2;
    List<Sample> half = samples.stream().filter(each -> each.at() >= middle).toList();
    double[] slopes = new double[half.size() * (half.size() - 1) / 2];
    int count = 0;
    for (int i = 0; i < half.size(); i++) {
      for (int j = i + 1; j < half.size(); j++) {
        slopes[count++] =
            (half.get(j).value() - half.get(i).value()) / (half.get(j).at() - half.get(i).at());
      }
    }
    return median(slopes) * (last - middle);
  }

  /** The one in the middle; 0 where there is none. The values are sorted. */
  static double median(double[] values) {
    if (values.length == 0) {
      return 0;
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
