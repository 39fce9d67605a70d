package io.diffrep.report;

import io.diffrep.evaluate.ClassifierAccuracy;
import io.diffrep.evaluate.SummaryDocument;
import io.diffrep.evaluate.SummaryDocument.Input;
import io.diffrep.evaluate.SummaryDocument.Result;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;

/** What probes reached on the codes and on what they are compared with. */
final class Probes {
  /** The title of {@link #ofItsOwn}. */
  static final String OWN = "Accuracy of the network's own classifier";

  private static final String ENCODER = "encoder";
  private static final String ACCURACY = "accuracy in %";

  private Probes() {}

  static Section accuracy(SummaryDocument evaluation) {
    List<Line> lines = new ArrayList<>();
    for (Input input : evaluation.headline()) {
      List<Result> results = input.results();
      lines.add(
          new Line(
              input.input(),
              lines.size(),
              Style.MARKED,
              results.stream().map(result -> (double) result.budget()).toList(),
              results.stream().map(result -> 100 * result.mean()).toList(),
              results.stream().map(Probes::error).toList()));
    }
    Plot plot = new Plot("Accuracy", "number of labels", ACCURACY, true, lines);
    List<String> head = new ArrayList<>(List.of("features", "dimensions"));
    for (Result result : evaluation.inputs().get(0).results()) {
      head.add(Numbers.grouped(result.budget()) + " labels");
    }
    return new Section.Shown(
        "Accuracy by number of labels",
        "Accuracy of a linear classifier ("
            + evaluation.method()
            + ") on "
            + Numbers.grouped(evaluation.testImages())
            + " images of split "
            + evaluation.settings().testSplit()
            + ", by how many labels it learned from: mean and standard deviation over "
            + evaluation.settings().draws()
            + " draws of labels, the same for every row.",
        List.of(
            new Block.Charts(List.of(plot)),
            new Block.Table(head, evaluation.inputs().stream().map(Probes::row).toList()),
            new Block.Notes(evaluation.notes())));
  }

  /** Of a network that was trained by labels. */
  static Section ofItsOwn(ClassifierAccuracy accuracy) {
    return new Section.Shown(
        OWN,
        "How often the linear classifier that the encoder was trained with tells the class of an"
            + " image: "
            + accuracy.conditions()
            + ".",
        List.of(
            new Block.Tiles(
                List.of(new Block.Fact(ACCURACY, Numbers.percent(accuracy.accuracy()))))));
  }

  private static List<String> row(Input input) {
    List<String> row = new ArrayList<>();
    row.add(input.input());
    row.add(Numbers.grouped(input.dimensions()));
    for (Result result : input.results()) {
      String deviation =
          result.deviation() == null ? "" : " ± " + Numbers.percent(result.deviation());
      row.add(Numbers.percent(result.mean()) + deviation);
    }
    return row;
  }

  private static double error(Result result) {
    return result.deviation() == null ? 0 : 100 * result.deviation();
  }

  static Section byLevel(SummaryDocument evaluation) {
    List<Input> levels =
        evaluation.inputs().stream()
            .filter(input -> input.source().equals(ENCODER) && input.level() != null)
            .toList();
    if (levels.isEmpty()) {
      throw new UsageException("No code of a single noise level was evaluated.");
    }
    if (levels.size() == 1) {
      throw new UsageException("Codes were evaluated at one noise level alone.");
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < levels.get(0).results().size(); i++) {
      int budget = i;
      lines.add(
          new Line(
              Numbers.grouped(levels.get(0).results().get(i).budget()) + " labels",
              i,
              Style.MARKED,
              levels.stream().map(Input::level).toList(),
              levels.stream().map(input -> 100 * input.results().get(budget).mean()).toList(),
              levels.stream().map(input -> error(input.results().get(budget))).toList()));
    }
    return new Section.Shown(
        "Accuracy by noise level",
        "The same, for the trained encoder's code at one noise level alone.",
        List.of(
            new Block.Charts(
                List.of(
                    new Plot(
                        "Accuracy of a single code", "noise level rho", ACCURACY, true, lines)))));
  }

  static Section confusions(SummaryDocument evaluation) {
    Input codes =
        evaluation.headline().stream()
            .filter(input -> input.source().equals(ENCODER) && input.confusion() != null)
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "The evaluation holds no counts of the predicted classes of a trained"
                            + " encoder: evaluate again with --overwrite."));
    SummaryDocument.Matrix matrix = codes.confusion();
    List<String> rows = new ArrayList<>(evaluation.classes());
    if (matrix.counts().size() > rows.size()) {
      rows.add("(other)");
    }
    return new Section.Shown(
        "Confusions",
        "How often test images of a class (row) were taken for each (column), with the classifier on "
            + codes.input()
            + " and "
            + Numbers.grouped(matrix.budget())
            + " labels; counts"
            + (matrix.draws() == 1 ? "" : ", added up over " + matrix.draws() + " draws")
            + ". Shades are shares of the row.",
        List.of(
            new Block.Confusions("Predicted class", evaluation.classes(), rows, matrix.counts())));
  }
}
