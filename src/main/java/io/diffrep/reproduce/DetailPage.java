package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeMeasures;
import io.diffrep.report.Plot;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.reproduce.DetailComparison.Difference;
import io.diffrep.reproduce.DetailComparison.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The comparison as text and charts. */
final class DetailPage {
  private static final String SEEN = "images seen";

  private DetailPage() {}

  /** Every state of every training that was measured; an empty field where there is no number. */
  static String csv(List<DetailRuns> variants) {
    StringBuilder text =
        new StringBuilder("variant,seed,round,images,accuracy,silhouette,ink,slant,border\n");
    for (DetailRuns variant : variants) {
      for (DetailRun run : variant.runs()) {
        for (MeasuredState state : run.states()) {
          CodeMeasures measures = state.measures();
          text.append(
              String.format(
                  Locale.ROOT,
                  "%s,%d,%d,%d,%s,%s,%s,%s,%s%n",
                  run.variant(),
                  run.seed(),
                  state.round(),
                  state.images(),
                  field(measures.accuracy()),
                  field(measures.silhouette()),
                  field(measures.ink()),
                  field(measures.slant()),
                  field(measures.border())));
        }
      }
    }
    return text.toString();
  }

  private static String field(Double value) {
    return value == null || value.isNaN() ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * The tables, with what they show.
   *
   * @param charts names of the charts of accuracy in the experiment's directory
   * @param planes names of the pictures of code planes
   */
  static String markdown(DetailComparison comparison, List<String> charts, List<String> planes) {
    boolean colour = comparison.rows().stream().anyMatch(row -> row.border() != null);
    StringBuilder text = new StringBuilder("# Detail\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "What codes of %d dimensions hold by the law of noise levels and its weighting, on"
                + " held-out images, by the moving average of the weights: accuracy of the %d nearest"
                + " neighbours in percent, silhouette of the classes (by squared Euclidean distance),"
                + " and the share of the variance (R²) of %s that follows from the code."
                + " ± is the sample standard deviation over the seeds. A training sees %,d"
                + " images.%n%n",
            comparison.codeSize(),
            comparison.neighbours(),
            colour ? "ink mass, slant and the border's colour" : "ink mass and slant",
            comparison.images()));
    text.append("| variant | seeds | images seen | accuracy | silhouette | R² ink | R² slant |");
    text.append(colour ? " R² border |\n" : "\n");
    text.append("|---|---|---:|---:|---:|---:|---:|").append(colour ? "---:|\n" : "\n");
    for (Row row : comparison.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %,d | %s | %s | %s | %s |",
              row.variant().title(),
              list(row.seeds()),
              row.images(),
              percent(row.accuracy()),
              share(row.silhouette()),
              share(row.ink()),
              share(row.slant())));
      text.append(colour ? " " + share(row.border()) + " |\n" : "\n");
    }
    return text.append(differences(comparison))
        .append(pictures("Accuracy against images seen:", charts))
        .append(
            pictures(
                "Codes of held-out images by class, and images decoded from a grid over where most"
                    + " of them lie, all from one noise:",
                planes))
        .toString();
  }

  private static String differences(DetailComparison comparison) {
    if (comparison.difference().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%nAccuracy under %s minus that under %s, in points, seed by seed:%n%n"
                + "| images seen | seeds | difference |%n|---:|---|---:|%n",
            DetailComparison.CLASSES.title(), DetailComparison.STROKE.title()));
    for (Difference difference : comparison.difference()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %,d | %s | %s |%n",
              difference.images(),
              list(difference.seeds()),
              points(difference)));
    }
    return text.toString();
  }

  private static String pictures(String caption, List<String> names) {
    return names.isEmpty()
        ? ""
        : names.stream()
            .map(name -> String.format("![%s](%s)\n", name, name))
            .collect(Collectors.joining("\n", "\n" + caption + "\n\n", ""));
  }

  private static String list(List<Long> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String percent(Value share) {
    return share.times(100).text("%.1f", "%.1f");
  }

  private static String points(Difference difference) {
    return difference.accuracy().times(100).text("%+.1f", "%.1f");
  }

  private static String share(Value value) {
    return value == null ? "-" : value.text("%.2f", "%.2f");
  }

  /** Accuracy against images seen, each variant's mean over its seeds. */
  static Plot curves(List<DetailRuns> variants) {
    List<Line> lines = new ArrayList<>();
    for (DetailRuns runs : variants) {
      List<Long> images = runs.images();
      if (!images.isEmpty()) {
        lines.add(
            Line.of(
                runs.variant().title(),
                lines.size(),
                Style.LINE,
                images.stream().map(Long::doubleValue).toList(),
                images.stream()
                    .map(seen -> 100 * runs.value(seen, CodeMeasures::accuracy).mean())
                    .toList()));
      }
    }
    return new Plot("Classes told by the code", SEEN, "accuracy in percent", false, lines);
  }

  /** The difference against images seen, with its deviation over the seeds. */
  static Plot difference(DetailComparison comparison) {
    List<Difference> points = comparison.difference();
    boolean spread = points.stream().allMatch(point -> point.accuracy().deviation() != null);
    return new Plot(
        "Advantage of uniform over log-uniform levels",
        SEEN,
        "difference in points of accuracy",
        false,
        List.of(
            new Line(
                "difference of the accuracies",
                0,
                Style.MARKED,
                points.stream().map(point -> (double) point.images()).toList(),
                points.stream().map(point -> 100 * point.accuracy().mean()).toList(),
                spread
                    ? points.stream().map(point -> 100 * point.accuracy().deviation()).toList()
                    : List.of())));
  }
}
