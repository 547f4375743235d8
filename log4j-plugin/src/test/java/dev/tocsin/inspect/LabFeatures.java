package dev.tocsin.inspect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The features of a text, place by place, as the product's own scan finds them. */
final class LabFeatures implements Scan.Watcher {
  private int[] features = new int[256];
  private int size;
  private int[] ends = new int[64];
  private int places;

  /** Of a text that is looked at closer; null of any other. */
  static @Nullable LabFeatures of(String text, Model words) {
    CharSequence seen = InputInspector.seen(text);
    if (seen == null) {
      return null;
    }
    LabFeatures found = new LabFeatures();
    Scan.scan(seen, words, true, found);
    found.features = Arrays.copyOf(found.features, found.size);
    found.ends = Arrays.copyOf(found.ends, found.places);
    return found;
  }

  @Override
  public void feature(int feature) {
    if (size == features.length) {
      features = Arrays.copyOf(features, size * 2);
    }
    features[size++] = feature;
  }

  @Override
  public void word(int word) {
    // Known already.
  }

  @Override
  public void place(int at, long weights, int count) {
    if (places == ends.length) {
      ends = Arrays.copyOf(ends, places * 2);
    }
    ends[places++] = size;
  }

  int places() {
    return places;
  }

  /** Where the features of a place begin; those of the last one end at {@code start(places())}. */
  int start(int place) {
    return place == 0 ? 0 : ends[place - 1];
  }

  int at(int index) {
    return features[index];
  }
}
