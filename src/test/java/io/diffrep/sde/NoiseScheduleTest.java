package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseScheduleTest {
  private static double[] levels(NoiseSchedule schedule) {
    return IntStream.rangeClosed(0, schedule.steps()).mapToDouble(schedule::rho).toArray();
  }

  /** Equation 5, written as a mean of the ends' roots; one level worked out. */
  @Test
  void edmsLevelsAreThePapers() {
    NoiseSchedule schedule = NoiseSchedule.edm(80, 0.002, 18);
    double[] levels = levels(schedule);
    assertThat(levels).hasSize(18);
    for (int i = 0; i < 18; i++) {
      double root = Math.pow(80, 1 / 7.0) * (17 - i) / 17 + Math.pow(0.002, 1 / 7.0) * i / 17;
      assertThat(levels[i]).isCloseTo(Math.pow(root, 7), within(1e-12 * levels[i]));
    }
    assertThat(levels[1]).isCloseTo(57.586, within(1e-3));
    assertThat(levels[0]).isEqualTo(80);
    assertThat(levels[17]).isEqualTo(0.002);
  }

  @Test
  void logUniformLevelsLieAtEqualRatiosWhichIsUniformTimeOfTheExplodingProcess() {
    double[] levels = levels(NoiseSchedule.logUniform(50, 0.01, 11));
    double[] times =
        levels(NoiseSchedule.uniformTime(new VarianceExploding(0.001, 90), 50, 0.01, 11));
    for (int i = 0; i <= 10; i++) {
      double expected = 50 * Math.exp(-i * Math.log(5000) / 10);
      assertThat(levels[i]).isCloseTo(expected, within(1e-12 * expected));
      assertThat(times[i]).isCloseTo(expected, within(1e-12 * expected));
    }
    assertThat(levels[10]).isEqualTo(0.01);
    assertThat(times[10]).isEqualTo(0.01);
  }

  @Test
  void denoisingAddsOneStepToTheCleanImage() {
    NoiseSchedule schedule = NoiseSchedule.of(3, 2, 1);
    assertThat(schedule.denoises()).isFalse();
    assertThat(schedule.steps()).isEqualTo(2);
    assertThat(schedule.highest()).isEqualTo(3);
    assertThat(schedule.denoising()).isEqualTo(NoiseSchedule.of(3, 2, 1, 0));
    assertThat(schedule.denoising().denoises()).isTrue();
    assertThat(schedule.denoising().denoising()).isEqualTo(NoiseSchedule.of(3, 2, 1, 0));
    assertThat(schedule).isNotEqualTo(schedule.denoising()).hasToString("[3.0, 2.0, 1.0]");
  }

  @Test
  void levelsThatDoNotFallAreRefused() {
    double[][] wrong = {
      {}, {1}, {1, 1}, {1, 2}, {1, -1}, {1, 0, 0}, {Double.NaN, 1}, {2, Double.NaN, 1}, {1 / 0.0, 1}
    };
    for (double[] levels : wrong) {
      assertThatThrownBy(() -> NoiseSchedule.of(levels))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("each below the one before");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 5, highest", "5, 0, 5, lowest", "-1, -2, 5, highest", "5, 1, 1, count"})
  void rangesAreChecked(double highest, double lowest, int count, String component) {
    NoiseProcess process = new VarianceExploding(0.01, 50);
    assertThatThrownBy(() -> NoiseSchedule.edm(highest, lowest, count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(component + ": ");
    assertThatThrownBy(() -> NoiseSchedule.logUniform(highest, lowest, count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(component + ": ");
    assertThatThrownBy(() -> NoiseSchedule.uniformTime(process, highest, lowest, count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(component + ": ");
  }
}
