package io.diffrep.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.diffrep.runtime.ResultJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * What images say of codes, by code size. Values are means over the seeds, with the deviation of a
 * sample where there are several.
 *
 * @param experiment the experiment's name
 * @param trained images that each training sees
 * @param judged share of held-out images whose class the classifier tells
 * @param trainDistance Frechet distance of images of the train split from held-out ones: what
 *     samples could reach at best
 * @param rows one for each variant that makes images
 * @param gains code gain by noise level, of the variant with the largest codes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationComparison(
    String experiment,
    long trained,
    Value judged,
    Value trainDistance,
    List<Row> rows,
    List<Gain> gains) {
  /**
   * A variant. A value is null where one of its models does not allow it to be measured.
   *
   * @param variant its name
   * @param seeds its seeds
   * @param error mean squared error of reconstructions, pixels from 0 to 1
   * @param agreement share of reconstructions in which the classifier sees the image's own class
   * @param diversity deviation of a pixel over images of one code, pixels from 0 to 1: see {@link
   *     io.diffrep.generate.Vary#deviation}; its mean over codes
   * @param distance Frechet distance of samples of the prior from held-out images, in the space of
   *     the classifier's codes
   * @param moved share of images in which the classifier sees the class that their codes were moved
   *     towards
   * @param unmoved the same share where codes stayed
   * @param leftOut why values are missing, with the seed
   * @param figures names of the grids of images of its first seed: see {@link #figure}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      GenerationVariant variant,
      List<Long> seeds,
      Value error,
      Value agreement,
      Value diversity,
      Value distance,
      Value moved,
      Value unmoved,
      List<String> leftOut,
      List<String> figures) {
    /** Copies the lists. */
    public Row {
      seeds = List.copyOf(seeds);
      leftOut = List.copyOf(leftOut);
      figures = List.copyOf(figures);
    }

    /**
     * A variant by its models.
     *
     * @param runs what was measured, by seed; at least one
     */
    static Row of(GenerationVariant variant, SortedMap<Long, MadeImages> runs) {
      List<String> leftOut = new ArrayList<>();
      runs.forEach(
          (seed, made) ->
              made.leftOut().forEach(reason -> leftOut.add("seed " + seed + ": " + reason)));
      return new Row(
          variant,
          List.copyOf(runs.keySet()),
          over(runs, MadeImages::error),
          over(runs, MadeImages::agreement),
          over(runs, MadeImages::diversity),
          over(runs, MadeImages::distance),
          over(runs, MadeImages::moved),
          over(runs, MadeImages::unmoved),
          leftOut,
          runs.get(runs.firstKey()).figures());
    }

    private static Value over(
        Map<Long, MadeImages> runs, Function<MadeImages, Double> measurement) {
      // A list of nulls, too.
      List<Double> values = new ArrayList<>();
      runs.values().forEach(made -> values.add(measurement.apply(made)));
      return Value.over(values);
    }
  }

  /** Where a grid of a model's images lies in the experiment's directory. */
  static String figure(GenerationVariant variant, long seed, String name) {
    return "figures/" + ExperimentPlan.run(variant, seed) + "/" + name + ".png";
  }

  /**
   * What a code is worth at a noise level: the loss without it less the loss with it.
   *
   * @param rho noise level
   * @param joint against the same network with the code dropped; null where no code was dropped in
   *     training
   * @param separate against a network that was trained without codes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Gain(double rho, Value joint, Value separate) {}

  /** Copies the lists. */
  public GenerationComparison {
    rows = List.copyOf(rows);
    gains = List.copyOf(gains);
  }

  /** One line. */
  public String json() {
    return ResultJson.line(this);
  }
}
