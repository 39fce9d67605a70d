package io.diffrep.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.diffrep.evaluate.Spread;
import io.diffrep.runtime.ResultJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The variants beside the reference. Differences are in percent of the reference's loss, taken seed
 * by seed and then averaged; deviations are those of a sample, and missing where there is one seed.
 *
 * @param experiment the experiment's name
 * @param images images seen by each training
 * @param batch images per step over all workers
 * @param seeds the seeds of the reference; another variant may have some of them
 * @param windowImages images of a window of the loss curves
 * @param noisePercent deviation of the reference's training loss in one window from seed to seed,
 *     in percent of it, as the root of the mean square over all windows
 * @param rows one for each variant
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AveragingComparison(
    String experiment,
    long images,
    int batch,
    List<Long> seeds,
    double windowImages,
    Double noisePercent,
    List<Row> rows) {
  /**
   * A variant.
   *
   * @param variant its name
   * @param seeds its seeds
   * @param intervals steps between averagings, one a seed
   * @param loss training loss in the last window
   * @param lastPercent difference in the last window
   * @param secondHalfPercent difference over the second half of the training
   * @param greatestPercent the difference that is furthest from 0 of all windows
   * @param greatestAt images seen at the end of that window
   * @param heldOut losses of held-out images, one a noise level
   */
  public record Row(
      AveragingVariant variant,
      List<Long> seeds,
      List<Integer> intervals,
      Value loss,
      Value lastPercent,
      Value secondHalfPercent,
      Value greatestPercent,
      long greatestAt,
      List<HeldOut> heldOut) {}

  /**
   * Loss of held-out images with their own codes, by the moving average of the weights.
   *
   * @param rho noise level
   * @param loss the loss
   * @param percent the difference
   */
  public record HeldOut(double rho, Value loss, Value percent) {}

  /** Copies the lists. */
  public AveragingComparison {
    seeds = List.copyOf(seeds);
    rows = List.copyOf(rows);
  }

  /**
   * Compares.
   *
   * @param variants all variants, the reference with all seeds among them
   * @param batch images per step over all workers
   */
  static AveragingComparison of(List<VariantRuns> variants, int batch) {
    VariantRuns reference = reference(variants);
    LossCurve curve = reference.runs().get(0).curve();
    return new AveragingComparison(
        "averaging",
        curve.images(),
        batch,
        reference.seeds(),
        (double) curve.images() / reference.windows(),
        noise(reference),
        variants.stream().map(variant -> row(variant, reference)).toList());
  }

  static VariantRuns reference(List<VariantRuns> variants) {
    return variants.stream()
        .filter(runs -> runs.variant() == AveragingVariant.REFERENCE)
        .findFirst()
        .orElseThrow();
  }

  private static Double noise(VariantRuns reference) {
    double meanSquare =
        IntStream.range(0, reference.windows())
            .mapToObj(reference::loss)
            .mapToDouble(loss -> Math.pow(loss.deviation() / loss.mean(), 2))
            .average()
            .orElseThrow();
    return Double.isNaN(meanSquare) ? null : 100 * Math.sqrt(meanSquare);
  }

  private static Row row(VariantRuns variant, VariantRuns reference) {
    int windows = variant.windows();
    int greatest = 0;
    List<Spread> differences = new ArrayList<>();
    for (int w = 0; w < windows; w++) {
      differences.add(variant.difference(reference, w, w + 1));
      if (Math.abs(differences.get(w).mean()) > Math.abs(differences.get(greatest).mean())) {
        greatest = w;
      }
    }
    return new Row(
        variant.variant(),
        variant.seeds(),
        variant.intervals(),
        Value.of(variant.loss(windows - 1)),
        Value.of(differences.get(windows - 1)),
        Value.of(variant.difference(reference, windows / 2, windows)),
        Value.of(differences.get(greatest)),
        Math.round(variant.runs().get(0).curve().end(greatest)),
        heldOut(variant, reference));
  }

  private static List<HeldOut> heldOut(VariantRuns variant, VariantRuns reference) {
    List<Double> levels = variant.noiseLevels();
    return IntStream.range(0, levels.size())
        .mapToObj(
            level ->
                new HeldOut(
                    levels.get(level),
                    Value.of(variant.heldOut(level)),
                    Value.of(variant.heldOutDifference(reference, level))))
        .toList();
  }

  /** One line. */
  public String json() {
    return ResultJson.line(this);
  }
}
