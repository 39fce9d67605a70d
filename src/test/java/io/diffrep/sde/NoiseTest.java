package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final NoiseProcess VE = new VarianceExploding(0.01, 50);

  @Test
  void varianceExplodingRunsGeometricallyFromLowestToHighest() {
    assertThat(VE.rho(0)).isCloseTo(0.01, within(1e-12));
    assertThat(VE.rho(1)).isCloseTo(50, within(1e-9));
    assertThat(VE.rho(0.5)).isCloseTo(Math.sqrt(0.01 * 50), within(1e-12));
    assertThat(VE.alpha(0.3)).isEqualTo(1);
  }

  @Property
  void timeInvertsTheProcess(@ForAll @DoubleRange(min = 0, max = 1) double t) {
    assertThat(VE.time(VE.rho(t))).isCloseTo(t, within(1e-12));
  }

  /** Equal shares of a log-uniform law lie at equal ratios. */
  @Test
  void uniformTimeIsLogUniform() {
    NoiseLaw law = new NoiseSettings(0.01, 50, NoiseLawKind.UNIFORM_TIME).noiseLaw();
    double ratio = law.rho(0.2) / law.rho(0.1);
    assertThat(law.rho(0.9) / law.rho(0.8)).isCloseTo(ratio, within(1e-9));
    assertThat(Math.log(ratio)).isCloseTo(0.1 * Math.log(5000), within(1e-9));
  }
}
