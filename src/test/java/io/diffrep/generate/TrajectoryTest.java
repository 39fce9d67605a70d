package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.model.ModelSpecification;
import io.diffrep.network.EncoderInput;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.PredictorCorrector;
import io.diffrep.sde.StartNoise;
import io.diffrep.testing.TinyModels;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoryTest {
  private static final SolverSettings SMALLER_START =
      new SolverSettings(
          SolverKind.PREDICTOR_CORRECTOR, 10, 2, 0.16, StartKind.UNIFORM_AND_GAUSSIAN, 4);

  private static final SolverSettings USUAL =
      new SolverSettings(SolverKind.PROBABILITY_FLOW, 18, 1, 0.16, StartKind.GAUSSIAN, 4);

  private static ModelSpecification of(NoiseSettings noise) {
    return Fixture.specification(EncoderInput.CONDITIONED, noise, 0.1);
  }

  private static ModelSpecification interval(double low, double high) {
    NoiseSettings usual = TinyModels.NOISE;
    return of(
        new NoiseSettings(
            usual.process(),
            usual.sigmaMin(),
            usual.sigmaMax(),
            usual.betaMin(),
            usual.betaMax(),
            NoiseLawKind.INTERVAL,
            usual.logMean(),
            usual.logDeviation(),
            List.of(low, high),
            usual.level()));
  }

  /** Eighteen levels and the last step to the image: 18 Heun steps, the last of one evaluation. */
  @Test
  void theUsualWayGoesOverTheWholeSupportInThirtyFiveEvaluations() {
    Trajectory way = Trajectory.of(of(TinyModels.NOISE), USUAL, 1);

    assertThat(way.start()).isEqualTo(new StartNoise.Gaussian(50));
    assertThat(way.solver().evaluations()).isEqualTo(35);
    assertThat(way.solver().schedule().highest()).isEqualTo(50);
    assertThat(way.solver().schedule().rho(17)).isEqualTo(0.01);
    assertThat(way.solver().schedule().denoises()).isTrue();
  }

  /** The tiny models' pixels have mean 127.5 and deviation 75. */
  @Test
  void theSmallerStartIsUniformOverThePixelsRange() {
    Trajectory way = Trajectory.of(interval(0.02, 8), SMALLER_START, 7);

    assertThat(way.start())
        .isEqualTo(
            new StartNoise.UniformAndGaussian(
                4, List.of(new StartNoise.Range(-127.5 / 75, 127.5 / 75))));
    PredictorCorrector solver = (PredictorCorrector) way.solver();
    assertThat(solver.correctorSteps()).isEqualTo(2);
    assertThat(solver.seed()).isEqualTo(7);
    assertThat(solver.schedule().highest()).isEqualTo(4);
    // Equal ratios, and a last step to the image.
    assertThat(solver.schedule().steps()).isEqualTo(10);
    assertThat(solver.schedule().rho(9)).isEqualTo(0.02);
  }

  @Test
  void aModelOfASingleLevelCannotComeFromNoise() {
    ModelSpecification single = of(TinyModels.NOISE.with(NoiseLawKind.SINGLE_LEVEL));

    assertThatThrownBy(() -> Trajectory.of(single, USUAL, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("1 alone (a single level, rho 1)")
        .hasMessageContaining("denoise");
  }

  @Test
  void anIntervalThatEndsTooHighOrTooLowIsRefusedWithItsSupport() {
    assertThatThrownBy(() -> Trajectory.of(interval(0.5, 40), USUAL, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("0.5 to 40");
    assertThatThrownBy(() -> Trajectory.of(interval(0.02, 8), USUAL, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("0.02 to 8")
        .hasMessageContaining("generate.start = uniform-and-gaussian");
    assertThatThrownBy(() -> Trajectory.of(interval(0.02, 3), SMALLER_START, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("generate.start-level is 4.0");
  }
}
