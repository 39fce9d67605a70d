package io.diffrep.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.train.RoundReport;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LossCurveTest {
  private static RoundReport round(int number, long images, double loss) {
    return new RoundReport(number, 0, 1, images, loss, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void roundsWithinAWindowAreWeightedByTheirImages() {
    LossCurve curve =
        LossCurve.of(
            List.of(round(1, 10, 8), round(2, 40, 4), round(3, 60, 3), round(4, 80, 1)), 80, 2);

    assertThat(curve.images()).isEqualTo(80);
    // (10 * 8 + 30 * 4) / 40 and (20 * 3 + 20 * 1) / 40.
    assertThat(curve.losses()).containsExactly(5.0, 2.0);
    assertThat(curve.end(0)).isEqualTo(40);
    assertThat(curve.end(1)).isEqualTo(80);
    assertThat(curve.mean(0, 2)).isEqualTo(3.5);
    assertThat(curve.mean(1, 2)).isEqualTo(2);
  }

  @Test
  void aRoundThatReachesIntoSeveralWindowsCountsInEachWithWhatLiesThere() {
    LossCurve curve =
        LossCurve.of(List.of(round(1, 6, 10), round(2, 28, 2), round(3, 30, 30)), 30, 3);

    // 6 of the first ten images at 10 and 4 at 2; ten at 2; 8 at 2 and 2 at 30.
    assertThat(curve.losses()).containsExactly(6.8, 2.0, 7.6);
  }

  @Test
  void roundsThatAreLongerThanWindowsGiveEachTheSameLoss() {
    assertThat(LossCurve.of(List.of(round(1, 100, 7)), 100, 4).losses())
        .containsExactly(7.0, 7.0, 7.0, 7.0);
  }

  @Test
  void whatTheLastStepHasSeenBeyondTheImagesCountsNot() {
    assertThat(LossCurve.of(List.of(round(1, 10, 4), round(2, 24, 9)), 20, 2).losses())
        .containsExactly(4.0, 9.0);
    assertThat(LossCurve.of(List.of(round(1, 20, 4), round(2, 24, 9)), 20, 2).losses())
        .containsExactly(4.0, 4.0);
  }

  /** Against a count image by image, for windows of whole images. */
  @Property
  void isTheMeanOfTheImagesLosses(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 6) int windows) {
    List<RoundReport> history = new ArrayList<>();
    List<Integer> losses = new ArrayList<>();
    for (int length : lengths) {
      int loss = 1 + history.size() * history.size();
      for (int i = 0; i < length * windows; i++) {
        losses.add(loss);
      }
      history.add(round(history.size() + 1, losses.size(), loss));
    }
    int width = losses.size() / windows;

    List<Double> curve = LossCurve.of(history, losses.size(), windows).losses();

    for (int w = 0; w < windows; w++) {
      double mean =
          losses.subList(w * width, (w + 1) * width).stream().mapToInt(i -> i).average().orElse(0);
      assertThat(curve.get(w)).isCloseTo(mean, within(1e-9));
    }
  }
}
