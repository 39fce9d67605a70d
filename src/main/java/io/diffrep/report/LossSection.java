package io.diffrep.report;

import io.diffrep.evaluate.DenoisingLoss;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The denoising loss with the own, another and no code. */
final class LossSection {
  private LossSection() {}

  static Section of(DenoisingLossSummary summary) {
    List<Line> lines = new ArrayList<>();
    add(lines, "own code", summary, DenoisingLoss::own);
    add(lines, "another image's code", summary, DenoisingLoss::other);
    add(lines, "code dropped", summary, DenoisingLoss::dropped);
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Charts(
            List.of(
                new Plot(
                    "Loss by noise level", "noise level rho", "loss per image", true, lines))));
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
            + ", summed over the pixels, unit weight on the network's target. The gap between own"
            + " and dropped is what the code tells the score network at that noise level.",
        blocks);
  }

  private static Block table(DenoisingLossSummary summary) {
    return new Block.Table(
        List.of("noise level", "own", "another's", "dropped"),
        summary.losses().stream()
            .map(
                loss ->
                    List.of(
                        Numbers.plain(loss.rho()),
                        Numbers.oneDecimal(loss.own()),
                        Numbers.oneDecimal(loss.other()),
                        Numbers.oneDecimal(loss.dropped())))
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
