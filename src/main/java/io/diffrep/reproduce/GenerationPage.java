package io.diffrep.reproduce;

import io.diffrep.report.Plot;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.reproduce.GenerationComparison.Gain;
import io.diffrep.reproduce.GenerationComparison.Row;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The comparison as text and chart. */
final class GenerationPage {
  private GenerationPage() {}

  /** The tables, with what they show. */
  static String markdown(GenerationComparison comparison) {
    StringBuilder text = new StringBuilder("# Generation\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "Models trained on %,d images. Error: mean squared error of reconstructions from noise by"
                + " the images' own codes (pixels from 0 to 1). Class kept: share of them in which a"
                + " classifier sees the image's class (of the held-out images themselves: %s %%)."
                + " Diversity: variance of a pixel over images of one code. Distance: Frechet distance"
                + " of samples of the prior from held-out images, in the space of the classifier's"
                + " codes (no FID; of images of the train split: %s). Class reached: share in which it"
                + " sees the class that codes were moved towards, three deviations along the"
                + " difference of class means (in brackets: where codes stayed).%n%n",
            comparison.trained(),
            percent(comparison.judged()),
            comparison.trainDistance().text("%.2f", "%.2f")));
    text.append("| codes | seeds | error | class kept | diversity | distance | class reached |\n");
    text.append("|---|---|---:|---:|---:|---:|---:|\n");
    for (Row row : comparison.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s %% | %s | %s | %s %% (%s %%) |%n",
              row.variant().title(),
              row.seeds().toString().replaceAll("[\\[\\]]", ""),
              row.error().text("%.4f", "%.4f"),
              percent(row.agreement()),
              row.diversity().text("%.4f", "%.4f"),
              row.distance().text("%.2f", "%.2f"),
              percent(row.moved()),
              percent(row.unmoved())));
    }
    if (!comparison.gains().isEmpty()) {
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
                gain.joint().text("%.1f", "%.1f"),
                gain.separate().text("%.1f", "%.1f")));
      }
    }
    return text.toString();
  }

  private static String percent(Value share) {
    return share.times(100).text("%.1f", "%.1f");
  }

  /** Code gain against both. */
  static Plot gains(GenerationComparison comparison) {
    return new Plot(
        "Code gain",
        "noise level rho",
        "loss without the code less that with it",
        true,
        List.of(
            line(0, "code dropped", comparison, Gain::joint),
            line(1, "network without codes", comparison, Gain::separate)));
  }

  private static Line line(
      int colour, String name, GenerationComparison comparison, Function<Gain, Value> value) {
    return Line.of(
        name,
        colour,
        Style.LINE,
        comparison.gains().stream().map(Gain::rho).toList(),
        comparison.gains().stream().map(gain -> value.apply(gain).mean()).toList());
  }
}
