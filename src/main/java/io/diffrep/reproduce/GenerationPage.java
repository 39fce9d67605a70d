package io.diffrep.reproduce;

import io.diffrep.report.Plot;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.reproduce.GenerationComparison.Gain;
import io.diffrep.reproduce.GenerationComparison.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The comparison as text and charts. */
final class GenerationPage {
  private GenerationPage() {}

  /**
   * The tables, with what they show, and the pictures.
   *
   * @param charts names of the charts in the experiment's directory
   */
  static String markdown(GenerationComparison comparison, List<String> charts) {
    StringBuilder text = new StringBuilder("# Generation\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "Models trained on %,d images. Error: mean squared error of reconstructions from noise by"
                + " the images' own codes (pixels from 0 to 1). Class kept: share of them in which a"
                + " classifier sees the image's class (of the held-out images themselves: %s)."
                + " Diversity: deviation of a pixel over images of one code. Distance: Frechet distance"
                + " of samples of the prior from held-out images, in the space of the classifier's"
                + " codes (no FID; of as many images of the train split: %s). Class reached: share in"
                + " which it sees the class that codes were moved towards, three deviations along the"
                + " difference of class means (in brackets: where codes stayed).%n%n",
            comparison.trained(),
            percent(comparison.judged()),
            number(comparison.trainDistance(), "%.2f")));
    rows(comparison, text);
    leftOut(comparison, text);
    gains(comparison, text);
    if (!charts.isEmpty()) {
      text.append("\n");
      charts.forEach(name -> text.append(String.format("![%s](%s)%n", name, name)));
    }
    figures(comparison, text);
    return text.toString();
  }

  private static void rows(GenerationComparison comparison, StringBuilder text) {
    text.append("| codes | seeds | error | class kept | diversity | distance | class reached |\n");
    text.append("|---|---|---:|---:|---:|---:|---:|\n");
    for (Row row : comparison.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %s (%s) |%n",
              row.variant().title(),
              row.seeds().toString().replaceAll("[\\[\\]]", ""),
              number(row.error(), "%.4f"),
              percent(row.agreement()),
              number(row.diversity(), "%.4f"),
              number(row.distance(), "%.2f"),
              percent(row.moved()),
              percent(row.unmoved())));
    }
  }

  private static void leftOut(GenerationComparison comparison, StringBuilder text) {
    if (comparison.rows().stream().allMatch(row -> row.leftOut().isEmpty())) {
      return;
    }
    text.append("\nWhat could not be measured, and why:\n\n");
    for (Row row : comparison.rows()) {
      row.leftOut()
          .forEach(
              reason -> text.append(String.format("- %s, %s%n", row.variant().title(), reason)));
    }
  }

  private static void gains(GenerationComparison comparison, StringBuilder text) {
    if (comparison.gains().isEmpty()) {
      return;
    }
    text.append(
        "\nCode gain of codes of 128 dimensions: the denoising loss of held-out images without the"
            + " code less that with it.\n\n"
            + "| rho | against the same network, code dropped | against a network without codes |\n"
            + "|---:|---:|---:|\n");
    for (Gain gain : comparison.gains()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s |%n",
              gain.rho(),
              number(gain.joint(), "%.1f"),
              number(gain.separate(), "%.1f")));
    }
  }

  private static void figures(GenerationComparison comparison, StringBuilder text) {
    for (Row row : comparison.rows()) {
      if (!row.figures().isEmpty()) {
        long seed = row.seeds().get(0);
        text.append(String.format("%n## %s, seed %d%n", row.variant().title(), seed));
        for (String name : row.figures()) {
          text.append(
              String.format(
                  "%n%s%n%n![%s](%s)%n",
                  GenerationFigures.caption(name),
                  name,
                  GenerationComparison.figure(row.variant(), seed, name)));
        }
      }
    }
  }

  private static String number(Value value, String format) {
    return value == null ? "-" : value.text(format, format);
  }

  private static String percent(Value share) {
    return share == null ? "-" : number(share.times(100), "%.1f") + " %";
  }

  /** Code gain against both, as far as there is any. */
  static Optional<Plot> gains(GenerationComparison comparison) {
    List<Line> lines =
        Stream.of(
                line(0, "code dropped", comparison, Gain::joint),
                line(1, "network without codes", comparison, Gain::separate))
            .flatMap(Optional::stream)
            .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Plot(
                "Code gain",
                "noise level rho",
                "loss without the code less that with it",
                true,
                lines));
  }

  /** A network that never learned to do without codes has no gain against itself. */
  private static Optional<Line> line(
      int colour, String name, GenerationComparison comparison, Function<Gain, Value> value) {
    List<Gain> gains =
        comparison.gains().stream().filter(gain -> value.apply(gain) != null).toList();
    return gains.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Line.of(
                name,
                colour,
                Style.LINE,
                gains.stream().map(Gain::rho).toList(),
                gains.stream().map(gain -> value.apply(gain).mean()).toList()));
  }

  /** Error of reconstructions by code size; empty where there are not two sizes to compare. */
  static Optional<Plot> errors(GenerationComparison comparison) {
    return bySize(
        comparison,
        "Reconstructions by code size",
        "mean squared error, pixels 0 to 1",
        "error",
        Row::error);
  }

  /** What codes leave open, by their size; empty where there are not two sizes to compare. */
  static Optional<Plot> diversities(GenerationComparison comparison) {
    return bySize(
        comparison,
        "Images of one code by code size",
        "deviation of a pixel, 0 to 1",
        "diversity",
        Row::diversity);
  }

  private static Optional<Plot> bySize(
      GenerationComparison comparison,
      String title,
      String y,
      String name,
      Function<Row, Value> value) {
    List<Row> rows =
        comparison.rows().stream()
            .filter(row -> row.variant().isBySize() && value.apply(row) != null)
            .sorted(Comparator.comparing(row -> row.variant().codeSize()))
            .toList();
    if (rows.size() < 2) {
      return Optional.empty();
    }
    List<Value> values = rows.stream().map(value).toList();
    boolean spread = values.stream().allMatch(each -> each.deviation() != null);
    return Optional.of(
        new Plot(
            title,
            "dimensions of a code",
            y,
            true,
            List.of(
                new Line(
                    name,
                    0,
                    Style.MARKED,
                    rows.stream().map(row -> (double) row.variant().codeSize()).toList(),
                    values.stream().map(Value::mean).toList(),
                    spread ? values.stream().map(Value::deviation).toList() : List.of()))));
  }
}
