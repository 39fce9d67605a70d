package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class SchedulesTest {
  /** Against the formula of the recipe: warm-up of 100 steps, cosine to 5 % over 2,200 steps. */
  @Test
  void theLearningRateRisesAndFallsAsTheRecipeSays() {
    LearningRate rate = new LearningRate(1e-3, 100 * 128, 2200 * 128, 0.05, 128);
    for (int step : new int[] {1, 50, 100, 101, 1100, 2200}) {
      double wanted =
          1e-3
              * Math.min(1, step / 100.0)
              * (0.5 * (1 + Math.cos(Math.PI * step / 2200)) * 0.95 + 0.05);
      assertThat(rate.valueAt(step - 1, 0)).isCloseTo(wanted, within(1e-15));
    }
  }

  @Test
  void theLearningRateCountsImages() {
    LearningRate small = new LearningRate(1e-3, 12_800, 281_600, 0.05, 32);
    LearningRate large = new LearningRate(1e-3, 12_800, 281_600, 0.05, 128);
    assertThat(small.valueAt(4 * 700 - 1, 0)).isEqualTo(large.valueAt(700 - 1, 0));
  }

  @Test
  void theAverageKeepsWhatTheWindowSaysAndDoesNotDependOnTheSizeOfTheSteps() {
    MovingAverage once = new MovingAverage(1000, 1e9, Nd4j.createFromArray(1f));
    once.add(Nd4j.createFromArray(0f), 500, 500);
    assertThat(once.average().getDouble(0)).isCloseTo(Math.exp(-0.5), within(1e-6));
    MovingAverage often = new MovingAverage(1000, 1e9, Nd4j.createFromArray(1f));
    for (int i = 1; i <= 50; i++) {
      often.add(Nd4j.createFromArray(0f), 10, 10L * i);
    }
    assertThat(often.average().getDouble(0)).isCloseTo(once.average().getDouble(0), within(1e-5));
  }

  /**
   * The first average is all but the weights themselves: the window is a tenth of what was seen.
   */
  @Test
  void theWindowGrowsWithTheImagesSeen() {
    MovingAverage average = new MovingAverage(128_000, 0.1, Nd4j.createFromArray(1f));
    average.add(Nd4j.createFromArray(0f), 1280, 1280);
    assertThat(average.average().getDouble(0)).isCloseTo(Math.exp(-10), within(1e-7));
  }
}
