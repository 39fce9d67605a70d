package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.evaluate.BudgetPlan.Trial;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetPlanTest {
  @Test
  void theCostliestFitsComeFirst() {
    BudgetPlan plan = BudgetPlan.of(settings(List.of(10, 20), true), 50);
    assertThat(plan.trials())
        .containsExactly(
            new Trial(50, 0, true),
            new Trial(20, 0, false),
            new Trial(20, 1, false),
            new Trial(10, 0, false),
            new Trial(10, 1, false));
    assertThat(plan.budgets()).containsExactly(10, 20, 50);
    assertThat(plan.largestDrawn()).isEqualTo(20);
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void aBudgetBeyondTheLabelsIsLeftOutWithANote() {
    BudgetPlan plan = BudgetPlan.of(settings(List.of(10, 1000), true), 50);
    assertThat(plan.budgets()).containsExactly(10, 50);
    assertThat(plan.notes())
        .containsExactly("The budget of 1000 labels is left out: split train has 50.");
  }

  @Test
  void aBudgetOfAllLabelsIsFittedOnce() {
    assertThat(BudgetPlan.of(settings(List.of(50), true), 50).trials())
        .containsExactly(new Trial(50, 0, true));
    assertThat(BudgetPlan.of(settings(List.of(50), false), 50).trials())
        .containsExactly(new Trial(50, 0, true));
  }

  @Test
  void nothingIsLeftWhenEveryBudgetIsBeyondTheLabels() {
    BudgetPlan plan = BudgetPlan.of(settings(List.of(60), false), 50);
    assertThat(plan.trials()).isEmpty();
    assertThat(plan.largestDrawn()).isZero();
  }

  private static EvaluateSettings settings(List<Integer> budgets, boolean allLabels) {
    return new EvaluateSettings(budgets, allLabels, 2, 1, "train", "test", 0, 1, 100);
  }
}
