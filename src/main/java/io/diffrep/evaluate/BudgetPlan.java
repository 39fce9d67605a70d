package io.diffrep.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which probes are fitted for every input: the draws of each budget that the labels suffice for,
 * and at most one fit on all labels.
 *
 * @param trials the fits, the costliest first
 * @param notes budgets that were left out, and why
 */
record BudgetPlan(List<Trial> trials, List<String> notes) {

  /**
   * One fit.
   *
   * @param budget labels that it sees
   * @param draw which draw they come from
   * @param all whether they are all labels that exist
   */
  record Trial(int budget, int draw, boolean all) implements Serializable {
    /** For people, such as {@code 100 labels, draw 3}. */
    String text() {
      return all ? "all " + budget + " labels" : budget + " labels, draw " + (draw + 1);
    }
  }

  /** Plans the fits for the labels that exist. */
  static BudgetPlan of(EvaluateSettings settings, long labels) {
    int available = Math.toIntExact(labels);
    List<Trial> trials = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean reached = !settings.validates() && settings.budgets().contains(available);
    if (settings.allLabels() || reached) {
      // Every draw of all labels is the same set.
      trials.add(new Trial(available, 0, true));
    }
    for (int i = settings.budgets().size() - 1; i >= 0; i--) {
      int budget = settings.budgets().get(i);
      if (budget > available || settings.validates() && budget == available) {
        notes.add(
            "The budget of "
                + budget
                + " labels is left out: split "
                + settings.trainSplit()
                + " has "
                + available
                + ".");
      } else if (budget < available) {
        for (int draw = 0; draw < settings.draws(); draw++) {
          trials.add(new Trial(budget, draw, false));
        }
      }
    }
    return new BudgetPlan(List.copyOf(trials), List.copyOf(notes));
  }

  /** The budgets, ascending. */
  List<Integer> budgets() {
    return trials.stream().map(Trial::budget).distinct().sorted().toList();
  }

  /** The largest budget that is drawn, or 0 if none is. */
  int largestDrawn() {
    return trials.stream().filter(trial -> !trial.all()).mapToInt(Trial::budget).max().orElse(0);
  }
}
