package io.diffrep.evaluate;

import java.util.List;
import java.util.Locale;

/** An evaluation's summary as Markdown. */
final class SummaryMarkdown {
  private SummaryMarkdown() {}

  static String of(EvaluationSummary summary) {
    StringBuilder text = new StringBuilder("# Evaluation\n\n");
    text.append(protocol(summary)).append('\n');
    accuracies(summary, text);
    if (!summary.paired().isEmpty()) {
      paired(summary, text);
    }
    if (!summary.notes().isEmpty()) {
      text.append("\n## Notes\n\n");
      summary.notes().forEach(note -> text.append("- ").append(note).append('\n'));
    }
    return text.toString();
  }

  private static String protocol(EvaluationSummary summary) {
    EvaluateSettings settings = summary.settings();
    return String.format(
        Locale.ROOT,
        "Accuracy in percent on the %d labelled images of split `%s`, %d classes: mean ± standard"
            + " deviation over %d draws of labels (seed %d, classes balanced, the same images for"
            + " every input).\nFeatures are standardised over the %d images of split `%s`, principal"
            + " components by one common factor; the probe is multinomial logistic regression with"
            + " C = %s. No fit of this run saw the test split.\n",
        summary.testImages(),
        settings.testSplit(),
        summary.classes().size(),
        settings.draws(),
        settings.seed(),
        summary.trainImages(),
        settings.trainSplit(),
        EvaluationFormat.number(settings.logisticC()));
  }

  private static void accuracies(EvaluationSummary summary, StringBuilder text) {
    header("input | dimensions", summary, text);
    for (EvaluatedInput input : summary.inputs()) {
      text.append("| ").append(input.name()).append(" | ").append(input.dimensions());
      for (int budget : summary.budgets()) {
        text.append(" | ").append(EvaluationFormat.percent(summary.accuracy(input.name(), budget)));
      }
      text.append(" |\n");
    }
  }

  private static void paired(EvaluationSummary summary, StringBuilder text) {
    text.append("\n## Paired differences\n\n")
        .append("Percentage points on the same draws; in brackets the draws in which the first is")
        .append(" ahead.\n\n");
    header("comparison", summary, text);
    List<PairedDifference> paired = summary.paired();
    int budgets = summary.budgets().size();
    for (int row = 0; row < paired.size(); row += budgets) {
      PairedDifference first = paired.get(row);
      text.append("| ").append(first.input()).append(" - ").append(first.baseline());
      for (PairedDifference difference : paired.subList(row, row + budgets)) {
        Spread spread = difference.difference();
        text.append(" | ").append(EvaluationFormat.points(spread));
        text.append(String.format(Locale.ROOT, " (%d/%d)", difference.wins(), spread.count()));
      }
      text.append(" |\n");
    }
  }

  private static void header(String first, EvaluationSummary summary, StringBuilder text) {
    text.append("| ").append(first);
    for (int budget : summary.budgets()) {
      boolean all = budget == summary.labelledTrainImages();
      text.append(" | ").append(all ? "all " : "").append(budget).append(" labels");
    }
    text.append(" |\n|---");
    text.append(first.contains("|") ? "|---:" : "");
    text.append("|---:".repeat(summary.budgets().size())).append("|\n");
  }
}
