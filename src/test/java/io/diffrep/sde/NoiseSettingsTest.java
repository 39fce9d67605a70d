package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.runtime.OutOfRangeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseSettingsTest {
  private static NoiseSettings interval(NoiseProcessKind process, double lowest, double highest) {
    return new NoiseSettings(
        process, 0.01, 50, 0.1, 20, NoiseLawKind.INTERVAL, -0.5, 1.2, List.of(lowest, highest), 1);
  }

  @Test
  void eachLawIsMadeOfWhatItReads() {
    NoiseSettings ve = NoiseSettings.DEFAULT;
    NoiseSupport whole = new NoiseSupport(0.01, 50);
    assertThat(ve.noiseLaw()).isEqualTo(new UniformTime(new VarianceExploding(0.01, 50)));
    assertThat(ve.with(NoiseLawKind.UNIFORM).noiseLaw()).isEqualTo(new UniformLevel(whole));
    assertThat(ve.with(NoiseLawKind.LOG_NORMAL).noiseLaw())
        .isEqualTo(new LogNormal(-0.5, 1.2, whole));
    assertThat(ve.with(NoiseLawKind.INTERVAL).noiseLaw())
        .isEqualTo(new Interval(new NoiseSupport(0.5, 2)));
    assertThat(ve.with(NoiseLawKind.SINGLE_LEVEL).noiseLaw()).isEqualTo(new SingleLevel(1));
    assertThat(ve.with(NoiseProcessKind.VP).noiseLaw())
        .isEqualTo(new UniformTime(new VariancePreserving(0.1, 20)));
  }

  @Test
  void whatIsNotReadIsNamed() {
    assertThat(NoiseSettings.DEFAULT.withoutEffect())
        .containsExactly("betaMax", "betaMin", "interval", "level", "logDeviation", "logMean");
    assertThat(
            NoiseSettings.DEFAULT
                .with(NoiseProcessKind.VP)
                .with(NoiseLawKind.INTERVAL)
                .withoutEffect())
        .containsExactly("level", "logDeviation", "logMean", "sigmaMax", "sigmaMin");
  }

  /** The variance-preserving process reaches further. */
  @Test
  void anIntervalLiesInsideItsProcess() {
    assertThat(interval(NoiseProcessKind.VP, 1, 100).support()).isEqualTo(new NoiseSupport(1, 100));
    assertThat(interval(NoiseProcessKind.VE, 0.01, 50).support())
        .isEqualTo(new NoiseSupport(0.01, 50));
    assertThatThrownBy(() -> interval(NoiseProcessKind.VE, 1, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "interval: [1.0, 100.0] must lie inside the range of noise.process, which is"
                + " 0.01 to 50");
    assertThatThrownBy(() -> interval(NoiseProcessKind.VE, 2, 1))
        .hasMessage("interval: [2.0, 1.0] must be two levels, the lower one first");
  }

  /** All at once, whatever the law reads. */
  @Test
  void whatIsNoSettingIsRefused() {
    assertThatThrownBy(
            () ->
                new NoiseSettings(
                    NoiseProcessKind.VE,
                    0,
                    -1,
                    0,
                    200,
                    NoiseLawKind.UNIFORM_TIME,
                    Double.NaN,
                    0,
                    List.of(1.0),
                    0))
        .isInstanceOf(OutOfRangeException.class)
        .hasMessageContaining("sigmaMin: 0.0 must be a number above 0")
        .hasMessageContaining("sigmaMax: -1.0 must be above sigma-min, which is 0.0")
        .hasMessageContaining("betaMin: 0.0 must be a number above 0")
        .hasMessageContaining("logMean: NaN must be a number")
        .hasMessageContaining("logDeviation: 0.0 must be a number above 0")
        .hasMessageContaining("interval: [1.0] must be two levels")
        .hasMessageContaining("level: 0.0 must be a number above 0");
  }

  @Test
  void endsAreMetInSinglePrecisionAndWhatIsMeasuredLiesInside() {
    NoiseSupport support = new NoiseSupport(0.2, 50);
    assertThat(support.contains(0.2f)).isTrue();
    assertThat(support.contains(50.00001)).isTrue();
    assertThat(support.contains(50.01)).isFalse();
    List<Double> levels = List.of(0.05, 0.2, 4.0, 80.0);
    assertThat(support.inside(levels)).containsExactly(0.2, 4.0);
    assertThat(support.outside(levels)).containsExactly(0.05, 80.0);
    NoiseLaw law = new UniformLevel(support);
    assertThat(MeasuredLevels.of(law, List.of(4.0, 0.2)))
        .isEqualTo(new MeasuredLevels(List.of(4.0, 0.2), List.of()));
    assertThat(MeasuredLevels.of(law, levels))
        .isEqualTo(
            new MeasuredLevels(
                List.of(0.2, 4.0),
                List.of(
                    "Left out: rho 0.05, 80, where the model was not trained"
                        + " (uniform rho, 0.2 to 50).")));
    assertThat(MeasuredLevels.of(new SingleLevel(1.5), levels))
        .isEqualTo(
            new MeasuredLevels(
                List.of(1.5),
                List.of(
                    "Rho 1.5 stands in for all levels asked for, rho 0.05, 0.2, 4, 80, where the"
                        + " model was not trained (a single level, rho 1.5).")));
    assertThat(MeasuredLevels.of(new Interval(new NoiseSupport(0.5, 2)), List.of(4.0)).levels())
        .containsExactly(1.0);
    assertThat(support).hasToString("0.2 to 50");
    assertThat(new NoiseSupport(1.5, 1.5)).hasToString("1.5 alone");
  }

  /** Weights of the loss grow with its square. */
  @Test
  void aHighestLevelBeyondAllSenseIsRefused() {
    NoiseSettings usual = NoiseSettings.DEFAULT;
    assertThatThrownBy(() -> ranges(NoiseProcessKind.VE, 1e7, usual.betaMax()))
        .hasMessageContaining("sigmaMax: 1.0E7 leads to a noise level of 1.0E7");
    assertThatThrownBy(() -> ranges(NoiseProcessKind.VP, usual.sigmaMax(), 60))
        .hasMessageContaining("betaMax: 60.0 leads to a noise level of ");
    assertThat(ranges(NoiseProcessKind.VP, 1e7, 50).support().highest()).isLessThan(1e6);
  }

  private static NoiseSettings ranges(NoiseProcessKind process, double sigmaMax, double betaMax) {
    NoiseSettings usual = NoiseSettings.DEFAULT;
    return new NoiseSettings(
        process,
        usual.sigmaMin(),
        sigmaMax,
        usual.betaMin(),
        betaMax,
        usual.law(),
        usual.logMean(),
        usual.logDeviation(),
        usual.interval(),
        usual.level());
  }
}
