package io.diffrep.evaluate;

import java.util.List;

/**
 * What the probes of one input predicted on the test split, by true class.
 *
 * @param input name of the input
 * @param budget labels that the probes saw
 * @param draws draws of labels over which the counts are added up
 * @param counts {@code [label][predicted]}, in the order of the evaluation's classes; one row more
 *     where the test split holds images of classes that the train split lacks
 */
public record ConfusionMatrix(String input, int budget, int draws, List<List<Long>> counts) {
  /** Copies the rows. */
  public ConfusionMatrix {
    counts = counts.stream().map(List::copyOf).toList();
  }
}
