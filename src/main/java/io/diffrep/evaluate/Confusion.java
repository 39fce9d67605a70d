package io.diffrep.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of predicted classes by true class. Images of a class that the train split lacks have a
 * row of their own, the last: whatever is predicted of them is wrong.
 */
final class Confusion implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final long[] counts;

  Confusion(int classes) {
    this.classes = classes;
    counts = new long[(classes + 1) * classes];
  }

  /**
   * Counts an image.
   *
   * @param label its class index, or {@link Example#NO_CLASS}
   * @param predicted the class index that was predicted
   */
  void count(int label, int predicted) {
    int row = label == Example.NO_CLASS ? classes : label;
    counts[row * classes + predicted]++;
  }

  void add(Confusion other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** The share of the images whose class was predicted rightly, 0 to 1. */
  double accuracy() {
    long right = 0;
    for (int label = 0; label < classes; label++) {
      right += counts[label * classes + label];
    }
    return (double) right / Arrays.stream(counts).sum();
  }

  /** The counts, {@code [label][predicted]}; without the last row where nothing is in it. */
  List<List<Long>> rows() {
    List<List<Long>> rows = new ArrayList<>();
    for (int row = 0; row <= classes; row++) {
      List<Long> values =
          Arrays.stream(counts, row * classes, (row + 1) * classes).boxed().toList();
      if (row < classes || values.stream().anyMatch(value -> value > 0)) {
        rows.add(values);
      }
    }
    return rows;
  }
}
