package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeMeasures;
import java.util.List;
import java.util.function.Function;

/**
 * The trainings of one variant.
 *
 * @param variant the variant
 * @param runs one for each seed, at least one
 */
record DetailRuns(DetailVariant variant, List<DetailRun> runs) {
  DetailRuns {
    runs = List.copyOf(runs);
  }

  /** The seeds. */
  List<Long> seeds() {
    return runs.stream().map(DetailRun::seed).toList();
  }

  /** After how many images all of them were measured, in rising order; none if there is no such. */
  List<Long> images() {
    return runs.get(0).states().stream()
        .map(MeasuredState::images)
        .filter(images -> runs.stream().allMatch(run -> run.after(images).isPresent()))
        .toList();
  }

  /**
   * A measure over the seeds.
   *
   * @param images one of {@link #images}
   * @return null where the measure is not there or no number with one of the seeds
   */
  Value value(long images, Function<CodeMeasures, Double> measure) {
    return Value.over(
        runs.stream()
            .map(run -> measure.apply(run.after(images).orElseThrow().measures()))
            .toList());
  }
}
