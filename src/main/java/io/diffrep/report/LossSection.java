package io.diffrep.report;

import io.diffrep.evaluate.DenoisingLoss;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The denoising loss with the own, another and no code, and what the code gains. */
final class LossSection {
  private static final String LEVEL = "noise level rho";

  private LossSection() {}

  static Section of(DenoisingLossSummary summary) {
    List<Block> blocks = new ArrayList<>();
    List<Plot> plots = new ArrayList<>();
    plots.add(losses(summary));
    gain(summary).ifPresent(plots::add);
    blocks.add(new Block.Charts(plots));
    blocks.add(table(summary));
    if (!summary.notes().isEmpty()) {
      blocks.add(new Block.Notes(summary.notes()));
    }
    return new Section.Shown(
        "What the code is worth",
        "Denoising loss of "
            + Numbers.grouped(summary.images())
            + " images of split "
            + summary.split()
            + ", in the unit of the network's own output (objective.parameterisation says what that"
            + " stands for): its squared error, summed over the pixels. The code gain, dropped less"
            + " own, is what the code tells the score network at that noise level.",
        blocks);
  }

  private static Plot losses(DenoisingLossSummary summary) {
    List<Line> lines = new ArrayList<>();
    add(lines, "own code", summary, DenoisingLoss::own);
    add(lines, "another image's code", summary, DenoisingLoss::other);
    add(lines, "code dropped", summary, DenoisingLoss::dropped);
    return new Plot("Loss by noise level", LEVEL, "loss per image", true, lines);
  }

  /** With the line of no gain; none where the model never learned to do without the code. */
  private static Optional<Plot> gain(DenoisingLossSummary summary) {
    List<Line> lines = new ArrayList<>();
    add(lines, "code gain", summary, DenoisingLoss::codeGain);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    List<Double> levels = lines.get(0).x();
    lines.add(
        Line.of(
            "no gain",
            lines.size(),
            Style.REFERENCE,
            levels,
            Collections.nCopies(levels.size(), 0.0)));
    return Optional.of(
        new Plot("Code gain by noise level", LEVEL, "code gain per image", true, lines));
  }

  private static Block table(DenoisingLossSummary summary) {
    return new Block.Table(
        List.of("noise level", "own", "another's", "dropped", "code gain"),
        summary.losses().stream()
            .map(
                loss ->
                    List.of(
                        Numbers.plain(loss.rho()),
                        Numbers.oneDecimal(loss.own()),
                        Numbers.oneDecimal(loss.other()),
                        Numbers.oneDecimal(loss.dropped()),
                        Numbers.oneDecimal(loss.codeGain())))
            .toList());
  }

  private static void add(
      List<Line> lines,
      String name,
      DenoisingLossSummary summary,
      ToDoubleFunction<DenoisingLoss> value) {
    // Not a number where the model never learned to do without the code.
    List<DenoisingLoss> measured =
        summary.losses().stream()
            .filter(loss -> Double.isFinite(value.applyAsDouble(loss)))
            .toList();
    if (!measured.isEmpty()) {
      lines.add(
          Line.of(
              name,
              lines.size(),
              Style.MARKED,
              measured.stream().map(DenoisingLoss::rho).toList(),
              measured.stream().map(loss -> value.applyAsDouble(loss)).toList()));
    }
  }
}
