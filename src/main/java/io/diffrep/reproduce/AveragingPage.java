package io.diffrep.reproduce;

import io.diffrep.report.Plot;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.reproduce.AveragingComparison.HeldOut;
import io.diffrep.reproduce.AveragingComparison.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The comparison as text and charts. */
final class AveragingPage {
  private static final String IMAGES = "images seen";

  private AveragingPage() {}

  /** Every window of every training: {@code variant,seed,images,loss}. */
  static String csv(List<VariantRuns> variants) {
    StringBuilder text = new StringBuilder("variant,seed,images,loss\n");
    for (VariantRuns variant : variants) {
      for (AveragingRun run : variant.runs()) {
        for (int w = 0; w < variant.windows(); w++) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "%s,%d,%.0f,%.4f%n",
                  variant.variant(),
                  run.seed(),
                  run.curve().end(w),
                  run.curve().losses().get(w)));
        }
      }
    }
    return text.toString();
  }

  /** The tables, with what they show. */
  static String markdown(AveragingComparison comparison) {
    StringBuilder text = new StringBuilder("# Averaging\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "Training loss against images seen, %,d images in global batches of %d, seeds %s; means"
                + " of %,.0f images. Differences are from 1 worker, in percent, seed by seed (the same"
                + " images with the same noise); ± is the sample standard deviation over the seeds."
                + " From seed to seed the loss of 1 worker deviates by %s %% in such a mean.%n%n",
            comparison.images(),
            comparison.batch(),
            list(comparison.seeds()),
            comparison.windowImages(),
            comparison.noisePercent() == null
                ? "an unknown number of"
                : String.format(Locale.ROOT, "%.2f", comparison.noisePercent())));
    text.append(
        "| variant | seeds | interval | last mean | difference | over the second half | greatest | at |\n");
    text.append("|---|---|---:|---:|---:|---:|---:|---:|\n");
    for (Row row : comparison.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %s | %,d |%n",
              row.variant().title(),
              list(row.seeds()),
              intervals(row),
              number(row.loss()),
              percent(row.lastPercent()),
              percent(row.secondHalfPercent()),
              percent(row.greatestPercent()),
              row.greatestAt()));
    }
    return text.append(heldOut(comparison)).toString();
  }

  private static String heldOut(AveragingComparison comparison) {
    List<HeldOut> levels = comparison.rows().get(0).heldOut();
    StringBuilder text =
        new StringBuilder(
            "\nLoss of held-out images with their own codes by the moving average of the weights, and"
                + " its difference from 1 worker in percent:\n\n| variant |");
    levels.forEach(
        level -> text.append(" rho ").append(plain(level.rho())).append(" | difference |"));
    text.append("\n|---|").append("---:|".repeat(2 * levels.size())).append('\n');
    for (Row row : comparison.rows()) {
      text.append("| ").append(row.variant().title()).append(" |");
      for (HeldOut level : row.heldOut()) {
        text.append(' ').append(number(level.loss())).append(" | ");
        text.append(percent(level.percent())).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String intervals(Row row) {
    return row.variant() == AveragingVariant.REFERENCE
        ? "-"
        : list(row.intervals().stream().distinct().toList());
  }

  private static String list(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String number(Value value) {
    return value.text("%.2f", "%.2f");
  }

  private static String percent(Value value) {
    return value.text("%+.2f", "%.2f");
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** The loss of all variants, each the mean over its seeds. */
  static Plot losses(List<VariantRuns> variants) {
    List<Line> lines = new ArrayList<>();
    for (VariantRuns variant : variants) {
      lines.add(line(lines.size(), variant, w -> variant.loss(w).mean()));
    }
    return new Plot(
        "Training loss at the same global batch", IMAGES, "loss per image", false, lines);
  }

  /** Their differences from the reference, and the deviation of its own seeds above and below. */
  static Plot differences(List<VariantRuns> variants, AveragingComparison comparison) {
    VariantRuns reference = AveragingComparison.reference(variants);
    List<Line> lines = new ArrayList<>();
    for (VariantRuns variant : variants) {
      lines.add(line(lines.size(), variant, w -> variant.difference(reference, w, w + 1).mean()));
    }
    if (comparison.noisePercent() != null) {
      Line zero = lines.get(variants.indexOf(reference));
      lines.add(parallel(zero, "+", comparison.noisePercent()));
      lines.add(parallel(zero, "-", -comparison.noisePercent()));
    }
    return new Plot("Difference from 1 worker", IMAGES, "difference in percent", false, lines);
  }

  private static Line parallel(Line zero, String sign, double distance) {
    return Line.of(
        zero.name() + ", " + sign + " deviation over seeds",
        zero.colour(),
        Style.REFERENCE,
        zero.x(),
        Collections.nCopies(zero.x().size(), distance));
  }

  private static Line line(int colour, VariantRuns variant, IntToDoubleFunction value) {
    LossCurve curve = variant.runs().get(0).curve();
    List<Integer> windows = IntStream.range(0, variant.windows()).boxed().toList();
    return Line.of(
        variant.variant().title(),
        colour,
        Style.LINE,
        windows.stream().map(curve::end).toList(),
        windows.stream().map(w -> value.applyAsDouble(w)).toList());
  }
}
