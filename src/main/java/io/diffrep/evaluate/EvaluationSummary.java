package io.diffrep.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What an evaluation found.
 *
 * @param settings how it was done
 * @param method the probe
 * @param classes the labels that the probes tell apart, sorted
 * @param trainImages images of the train split, labelled or not
 * @param labelledTrainImages those that carry a label
 * @param testImages labelled images of the test split
 * @param budgets the label budgets that were measured, ascending
 * @param inputs the inputs, in the order of their tables
 * @param rows the metrics table: for each input, one row per fit
 * @param paired how trained codes do against everything else, draw by draw
 * @param confusions what was predicted at the largest budget, for each headline input
 * @param notes what was left out or deserves a word
 */
public record EvaluationSummary(
    EvaluateSettings settings,
    String method,
    List<String> classes,
    long trainImages,
    long labelledTrainImages,
    long testImages,
    List<Integer> budgets,
    List<EvaluatedInput> inputs,
    List<Measurement> rows,
    List<PairedDifference> paired,
    List<ConfusionMatrix> confusions,
    List<String> notes) {

  /** Copies the lists. */
  public EvaluationSummary {
    classes = List.copyOf(classes);
    budgets = List.copyOf(budgets);
    inputs = List.copyOf(inputs);
    rows = List.copyOf(rows);
    paired = List.copyOf(paired);
    confusions = List.copyOf(confusions);
    notes = List.copyOf(notes);
  }

  static EvaluationSummary of(
      EvaluateSettings settings,
      String method,
      Cohort cohort,
      List<EvaluatedInput> inputs,
      List<Measurement> rows,
      List<ConfusionMatrix> confusions,
      List<String> notes) {
    List<Integer> budgets = rows.stream().map(Measurement::budget).distinct().sorted().toList();
    return new EvaluationSummary(
        settings,
        method,
        cohort.classes(),
        cohort.trainImages(),
        cohort.labelledTrainImages(),
        cohort.testImages(),
        budgets,
        inputs,
        rows,
        paired(inputs, rows, budgets),
        confusions,
        notes);
  }

  /**
   * Accuracy of an input, 0 to 1, over the draws of a budget.
   *
   * @throws IllegalArgumentException if that was not measured
   */
  public Spread accuracy(String input, int budget) {
    return Spread.of(byDraw(rows, input, budget));
  }

  /** The summary as Markdown: the table of accuracies, the paired differences, the protocol. */
  public String markdown() {
    return SummaryMarkdown.of(this);
  }

  /** The summary as JSON. */
  public String json() {
    return SummaryDocument.of(this).json();
  }

  private static List<PairedDifference> paired(
      List<EvaluatedInput> inputs, List<Measurement> rows, List<Integer> budgets) {
    List<PairedDifference> paired = new ArrayList<>();
    for (EvaluatedInput input : inputs) {
      for (EvaluatedInput baseline : inputs) {
        if (isTrained(input) && input.headline() && !isTrained(baseline) && baseline.headline()) {
          for (int budget : budgets) {
            paired.add(difference(input.name(), baseline.name(), budget, rows));
          }
        }
      }
    }
    return paired;
  }

  private static boolean isTrained(EvaluatedInput input) {
    return input.source().equals(Inputs.ENCODER);
  }

  private static PairedDifference difference(
      String input, String baseline, int budget, List<Measurement> rows) {
    double[] ours = byDraw(rows, input, budget);
    double[] theirs = byDraw(rows, baseline, budget);
    double[] differences = new double[ours.length];
    int wins = 0;
    for (int draw = 0; draw < ours.length; draw++) {
      differences[draw] = ours[draw] - theirs[draw];
      wins += differences[draw] > 0 ? 1 : 0;
    }
    return new PairedDifference(input, baseline, budget, Spread.of(differences), wins);
  }

  private static double[] byDraw(List<Measurement> rows, String input, int budget) {
    return rows.stream()
        .filter(row -> row.input().equals(input) && row.budget() == budget)
        .sorted(Comparator.comparingInt(Measurement::draw))
        .mapToDouble(Measurement::value)
        .toArray();
  }
}
