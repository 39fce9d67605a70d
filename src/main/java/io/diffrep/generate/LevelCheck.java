package io.diffrep.generate;

import io.diffrep.evaluate.InterpolationLoss;
import io.diffrep.model.Model;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Whether a model's codes may be interpolated between noise levels, measured on images. */
final class LevelCheck {
  /** Images that it is measured on. */
  private static final int IMAGES = 64;

  private final JavaSparkContext context;
  private final Model model;
  private final GenerateSettings settings;
  private final Console console;
  private final List<InterpolationLoss> losses = new ArrayList<>();

  /**
   * @param context where it is measured
   * @param model whose codes they are
   */
  LevelCheck(JavaSparkContext context, Model model, GenerateSettings settings, Console console) {
    this.context = context;
    this.model = model;
    this.settings = settings;
    this.console = console;
  }

  /** What was measured, if anything was. */
  List<InterpolationLoss> losses() {
    return List.copyOf(losses);
  }

  /**
   * Measures on the first images of a table, unless that was done.
   *
   * @param levels noise levels of the codes, rising
   * @param stored the representation table that the codes lie in; empty where they were encoded
   * @throws UsageException if the denoising loss grows by more than {@code generate.tolerance}
   */
  void require(List<Double> levels, PictureTable images, Optional<String> stored) {
    if (model.specification().noise().support().single()) {
      return;
    }
    if (losses.isEmpty()) {
      // Nothing is fitted here: any images do.
      List<byte[]> pixels = images.first(IMAGES).stream().map(Picture::requiredPixels).toList();
      losses.addAll(
          InterpolationLoss.measure(context, model, pixels, levels, settings.seed(), console));
    }
    InterpolationLoss worst =
        losses.stream().max(Comparator.comparing(InterpolationLoss::growth)).orElseThrow();
    if (worst.growth() > settings.tolerance()) {
      throw new UsageException(tooCoarse(worst, levels, stored));
    }
  }

  private String tooCoarse(InterpolationLoss worst, List<Double> levels, Optional<String> stored) {
    List<Double> more =
        Codes.levels(model.specification(), Math.max(settings.levels(), 2 * levels.size()));
    String what =
        String.format(
            Locale.ROOT,
            "the noise levels %s are too few to interpolate codes between them: at rho %.4g the"
                + " denoising loss with interpolated codes is %.1f %% above that with the encoder's"
                + " own (generate.tolerance = %s). ",
            levels,
            worst.rho(),
            100 * worst.growth(),
            settings.tolerance());
    return stored
        .map(
            table ->
                table
                    + ": "
                    + what
                    + "Encode at more of them, as with --set encode.noise-levels="
                    + more.toString().replace(" ", ""))
        .orElse(what + "Set generate.levels to more");
  }
}
