package io.diffrep.reproduce;

import io.diffrep.evaluate.DenoisingLoss;
import io.diffrep.evaluate.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The trainings of one variant; the reference has all seeds that another has.
 *
 * @param variant the variant
 * @param runs one for each seed, at least one
 */
record VariantRuns(AveragingVariant variant, List<AveragingRun> runs) {
  VariantRuns {
    runs = List.copyOf(runs);
  }

  /** Windows of the loss curves. */
  int windows() {
    return runs.get(0).curve().losses().size();
  }

  /** Training loss in a window, over the seeds. */
  Spread loss(int window) {
    return over(run -> run.curve().losses().get(window));
  }

  /** Loss of held-out images with their own codes at one of the noise levels, over the seeds. */
  Spread heldOut(int level) {
    return over(run -> run.heldOut().losses().get(level).own());
  }

  /** The noise levels of {@link #heldOut}. */
  List<Double> noiseLevels() {
    return runs.get(0).heldOut().losses().stream().map(DenoisingLoss::rho).toList();
  }

  /** The seeds. */
  List<Long> seeds() {
    return runs.stream().map(AveragingRun::seed).toList();
  }

  /** The intervals between averagings, one a seed. */
  List<Integer> intervals() {
    return runs.stream().map(AveragingRun::interval).toList();
  }

  /**
   * How much higher the training loss is than the reference's, in percent: seed by seed, since with
   * the same seed both see the same images with the same noise; then over the seeds.
   *
   * @param from first window that counts
   * @param to the window after the last
   */
  Spread difference(VariantRuns reference, int from, int to) {
    return difference(reference, run -> run.curve().mean(from, to));
  }

  /** The same of the loss of held-out images at one of the noise levels. */
  Spread heldOutDifference(VariantRuns reference, int level) {
    return difference(reference, run -> run.heldOut().losses().get(level).own());
  }

  private Spread difference(VariantRuns reference, ToDoubleFunction<AveragingRun> value) {
    return over(
        run ->
            100
                * (value.applyAsDouble(run) / value.applyAsDouble(reference.withSeed(run.seed()))
                    - 1));
  }

  private AveragingRun withSeed(long seed) {
    return runs.stream().filter(run -> run.seed() == seed).findFirst().orElseThrow();
  }

  private Spread over(ToDoubleFunction<AveragingRun> value) {
    return Spread.of(runs.stream().mapToDouble(value).toArray());
  }
}
