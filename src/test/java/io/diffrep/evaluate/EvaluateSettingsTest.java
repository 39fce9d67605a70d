package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluateSettingsTest {
  @Test
  void budgetsAreSortedAndDistinct() {
    EvaluateSettings settings =
        new EvaluateSettings(List.of(100, 10, 100), true, 1, 1, "train", "test", 0, 1, 1);
    assertThat(settings.budgets()).containsExactly(10, 100);
  }

  @Test
  void allMistakesAreNamedTogether() {
    assertThatThrownBy(() -> new EvaluateSettings(List.of(1), true, 0, 1, "same", "same", -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "budgets: [1]",
            "draws: 0",
            "testSplit: same",
            "pcaDimension: -1",
            "logisticC: 0.0",
            "maxIterations: 0");
  }

  @Test
  void nothingToFitIsAMistake() {
    assertThatThrownBy(() -> new EvaluateSettings(List.of(), false, 1, 1, "train", "test", 0, 1, 1))
        .hasMessageContaining("budgets: []");
  }
}
