package io.diffrep.report;

import io.diffrep.report.Block.Fact;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.runtime.KebabCase;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.train.RoundReport;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How training went, round by round. */
final class TrainingSection {
  private static final String IMAGES = "images seen";

  private TrainingSection() {}

  static Section of(List<RoundReport> history, ObjectiveSettings objective) {
    RoundReport last = history.get(history.size() - 1);
    return new Section.Shown(
        "Training",
        "A round is what passes between two averagings of the workers; the loss is "
            + (objective.isScoreMatching()
                ? "summed over an image's pixels and weighted."
                : "that of the objective " + KebabCase.of(objective.kind()) + "."),
        List.of(
            new Block.Tiles(
                List.of(
                    new Fact("images seen", Numbers.grouped(last.images())),
                    new Fact("minutes", String.format(Locale.ROOT, "%.1f", last.seconds() / 60)),
                    new Fact(
                        "images a second",
                        Numbers.grouped(Math.round(last.images() / last.seconds()))),
                    new Fact("loss of the last round", Numbers.plain(last.loss())))),
            new Block.Charts(
                List.of(
                    plot("Training loss", "loss per image", history, RoundReport::loss),
                    plot(
                        "Learning rate",
                        "learning rate in thousandths",
                        history,
                        // Of values as small as the rates themselves the axis labels each.
                        round -> 1000 * round.learningRate()),
                    plot(
                        "Throughput",
                        "images per second",
                        history,
                        RoundReport::imagesPerSecond)))));
  }

  private static Plot plot(
      String title, String unit, List<RoundReport> history, ToDoubleFunction<RoundReport> value) {
    return new Plot(
        title,
        IMAGES,
        unit,
        false,
        List.of(
            Line.of(
                title,
                0,
                history.size() > 1 ? Style.LINE : Style.POINTS,
                history.stream().map(round -> (double) round.images()).toList(),
                history.stream().map(round -> value.applyAsDouble(round)).toList())));
  }
}
