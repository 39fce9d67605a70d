package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.testing.TinyModels;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DivergenceGuardTest {
  /** The learning rate is warmed up after 160 images. */
  private static final int WARM_UP = 160;

  private static DivergenceGuard guard(double factor, RoundReport... history) {
    return guard(factor, 0, history);
  }

  private static DivergenceGuard guard(double factor, double floor, RoundReport... history) {
    return new DivergenceGuard(
        TinyModels.training(
            "train", 1600, TinyModels.averaging(2, 2), 3e-3, new GuardSettings(factor, 0)),
        "models/first",
        floor,
        List.of(history));
  }

  private static void judge(DivergenceGuard guard, double loss) {
    guard.averaged(
        new Round(7, 12, 2), new RoundResult(new float[] {1}, new float[2], 32, 2, loss, 0, 0, 0));
  }

  private static RoundReport report(long images, double loss) {
    return new RoundReport(1, 50, 2, images, loss, 1e-3, 1, 0, 1, 0, 0, 1);
  }

  private static void see(DivergenceGuard guard, long images, double... losses) {
    DoubleStream.of(losses).forEach(loss -> guard.end(report(images, loss)));
  }

  @Test
  void whatIsNoNumberIsRefusedAndNamed() {
    Round round = new Round(7, 12, 2);
    float[] sound = {1, 2};
    assertThatThrownBy(() -> judge(guard(0), Double.NaN))
        .hasMessageContaining("the loss is NaN in round 7")
        .hasMessageContaining("train.learning-rate (now 0.003)")
        .hasMessageContaining("train.clip (now 1.0)")
        .hasMessageContaining("models/first");
    assertThatThrownBy(() -> judge(guard(0), Double.POSITIVE_INFINITY))
        .hasMessageContaining("the loss is Infinity");
    assertThatThrownBy(
            () ->
                guard(0)
                    .averaged(
                        round,
                        new RoundResult(new float[] {1, Float.NaN}, sound, 32, 2, 80, 0, 0, 0)))
        .hasMessageContaining("a weight is no finite number in round 7");
    assertThatThrownBy(
            () ->
                guard(0)
                    .averaged(
                        round,
                        new RoundResult(
                            sound, new float[] {1, Float.NEGATIVE_INFINITY}, 32, 2, 80, 0, 0, 0)))
        .hasMessageContaining("a moment of the optimiser is no finite number");
    assertThatCode(() -> judge(guard(0), 1e30)).doesNotThrowAnyException();
  }

  @Test
  void aLossFarAboveTheLowestIsRefusedWithBothNumbers() {
    DivergenceGuard guard = guard(20);
    see(guard, WARM_UP, 100, 100, 100);
    assertThatCode(() -> judge(guard, 1999)).doesNotThrowAnyException();
    assertThatThrownBy(() -> judge(guard, 2001))
        .hasMessageContaining("the loss is 2001, more than train.explosion-factor = 20.00 times")
        .hasMessageContaining("the lowest so far, 100.0");
  }

  /** A single lucky round is smoothed away: of 100, then 0, the smoothed loss is 90. */
  @Test
  void theLowestIsSmoothed() {
    DivergenceGuard guard = guard(20);
    see(guard, WARM_UP, 100, 0);
    assertThatCode(() -> judge(guard, 1799)).doesNotThrowAnyException();
    assertThatThrownBy(() -> judge(guard, 1801)).hasMessageContaining("90.00");
  }

  @Test
  void aLossThatCreepsUpIsMeasuredByItsLowest() {
    DivergenceGuard guard = guard(20);
    see(guard, WARM_UP, 100);
    for (int i = 1; i <= 100; i++) {
      see(guard, WARM_UP, 100 + 18 * i);
    }
    assertThatThrownBy(() -> judge(guard, 2001)).hasMessageContaining("the lowest so far, 100.0");
  }

  @Test
  void whatLiesBeforeTheWarmUpsEndDoesNotCount() {
    DivergenceGuard guard = guard(20);
    see(guard, WARM_UP - 1, 1, 1, 1);
    assertThatCode(() -> judge(guard, 1000)).doesNotThrowAnyException();
    see(guard, WARM_UP, 100);
    assertThatCode(() -> judge(guard, 1000)).doesNotThrowAnyException();
  }

  @Test
  void aTrainingThatGoesOnRemembersItsLowest() {
    DivergenceGuard guard =
        guard(20, report(WARM_UP - 1, 1), report(WARM_UP, 100), report(WARM_UP + 32, 100));
    assertThatThrownBy(() -> judge(guard, 2001)).hasMessageContaining("the lowest so far, 100.0");
  }

  /** A classifier that is right about all it saw may be wrong once. */
  @Test
  void lossesBelowTheFloorAreTakenForIt() {
    DivergenceGuard guard = guard(20, 0.23);
    see(guard, WARM_UP, 2, 1e-4, 1e-4, 1e-4);
    see(guard, WARM_UP, new double[200]);
    assertThatCode(() -> judge(guard, 4.5)).doesNotThrowAnyException();
    assertThatThrownBy(() -> judge(guard, 4.7))
        .hasMessageContaining("the lowest so far, 0.2300 (lower ones are taken for that)");
  }
}
