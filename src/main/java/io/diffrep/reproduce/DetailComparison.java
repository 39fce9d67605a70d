package io.diffrep.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.diffrep.evaluate.CodeMeasures;
import io.diffrep.runtime.ResultJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the codes of all variants hold. Values are means over the seeds, with the deviation of a
 * sample where there are several.
 *
 * @param experiment the experiment's name
 * @param images images that each training sees
 * @param codeSize dimensions of a code
 * @param neighbours neighbours that vote on a class
 * @param rows one for each variant that was measured
 * @param difference accuracy of {@link #CLASSES} minus that of {@link #STROKE}, seed by seed, at
 *     equal images, the fewest first; empty where no seed has both
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DetailComparison(
    String experiment,
    long images,
    int codeSize,
    int neighbours,
    List<Row> rows,
    List<Difference> difference) {
  /** The variant whose codes should tell classes. */
  static final DetailVariant CLASSES = DetailVariant.UNIFORM_PAPER;

  /** The variant whose codes should follow the stroke. */
  static final DetailVariant STROKE = DetailVariant.UNIFORM_TIME_PAPER;

  /**
   * A variant after the most images that all of its seeds were measured at.
   *
   * @param variant its name
   * @param seeds its seeds
   * @param images images seen
   * @param accuracy of nearest neighbours, 0 to 1
   * @param silhouette of the classes, -1 to 1
   * @param ink share of the ink mass's variance that follows from the code; null where that does
   *     not vary
   * @param slant the same of the slant
   * @param border the same of the border's colour; null for gray images
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      DetailVariant variant,
      List<Long> seeds,
      long images,
      Value accuracy,
      Value silhouette,
      Value ink,
      Value slant,
      Value border) {}

  /**
   * A difference after equally many images.
   *
   * @param images images seen
   * @param seeds the seeds that have both
   * @param accuracy the difference
   */
  public record Difference(long images, List<Long> seeds, Value accuracy) {}

  /** Copies the lists. */
  public DetailComparison {
    rows = List.copyOf(rows);
    difference = List.copyOf(difference);
  }

  /**
   * Compares.
   *
   * @param images images that each training sees
   */
  static DetailComparison of(List<DetailRuns> variants, long images, int codeSize, int neighbours) {
    return new DetailComparison(
        "detail",
        images,
        codeSize,
        neighbours,
        variants.stream().flatMap(runs -> row(runs).stream()).toList(),
        differences(runs(variants, CLASSES), runs(variants, STROKE)));
  }

  private static Optional<Row> row(DetailRuns runs) {
    List<Long> measured = runs.images();
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    long last = measured.get(measured.size() - 1);
    return Optional.of(
        new Row(
            runs.variant(),
            runs.seeds(),
            last,
            runs.value(last, CodeMeasures::accuracy),
            runs.value(last, CodeMeasures::silhouette),
            runs.value(last, CodeMeasures::ink),
            runs.value(last, CodeMeasures::slant),
            runs.value(last, CodeMeasures::border)));
  }

  private static List<DetailRun> runs(List<DetailRuns> variants, DetailVariant variant) {
    return variants.stream()
        .filter(runs -> runs.variant() == variant)
        .flatMap(runs -> runs.runs().stream())
        .toList();
  }

  private static List<Difference> differences(List<DetailRun> of, List<DetailRun> from) {
    SortedSet<Long> images = new TreeSet<>();
    of.forEach(run -> run.states().forEach(state -> images.add(state.images())));
    List<Difference> differences = new ArrayList<>();
    for (long seen : images) {
      List<Long> seeds = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (DetailRun run : of) {
        Optional<MeasuredState> state = run.after(seen);
        Optional<MeasuredState> other =
            from.stream()
                .filter(each -> each.seed() == run.seed())
                .findFirst()
                .flatMap(each -> each.after(seen));
        if (state.isPresent() && other.isPresent()) {
          seeds.add(run.seed());
          values.add(state.get().measures().accuracy() - other.get().measures().accuracy());
        }
      }
      if (!seeds.isEmpty()) {
        differences.add(new Difference(seen, seeds, Value.over(values)));
      }
    }
    return differences;
  }

  /** One line. */
  public String json() {
    return ResultJson.line(this);
  }
}
