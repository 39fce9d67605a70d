package io.diffrep.generate;

import io.diffrep.image.Normalisation;
import io.diffrep.model.ModelSpecification;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLaw;
import io.diffrep.sde.NoiseSchedule;
import io.diffrep.sde.NoiseSupport;
import io.diffrep.sde.PredictorCorrector;
import io.diffrep.sde.ProbabilityFlow;
import io.diffrep.sde.Solver;
import io.diffrep.sde.StartNoise;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way of a model from noise to images.
 *
 * @param start what it begins with
 * @param solver what leads on
 */
record Trajectory(StartNoise start, Solver solver) implements Serializable {
  /** Gaussian noise of less than this still shows that it is no noised image. */
  private static final double HIGH_ENOUGH = 10;

  /** Of noise below this hardly anything is seen: one step takes it away. */
  private static final double LOW_ENOUGH = 0.1;

  /**
   * The way of a model.
   *
   * @param seed of the noise that a solver adds
   * @throws UsageException if the model knows too few noise levels to come from noise to images
   */
  static Trajectory of(ModelSpecification model, SolverSettings settings, long seed) {
    obstacle(model, settings)
        .ifPresent(
            obstacle -> {
              throw new UsageException(obstacle);
            });
    NoiseSupport support = model.noise().support();
    StartNoise start =
        switch (settings.start()) {
          case GAUSSIAN -> new StartNoise.Gaussian(support.highest());
          case UNIFORM_AND_GAUSSIAN ->
              new StartNoise.UniformAndGaussian(
                  settings.startLevel(), ranges(model.normalisation()));
        };
    Solver solver =
        switch (settings.solver()) {
          case PROBABILITY_FLOW ->
              new ProbabilityFlow(
                  NoiseSchedule.edm(start.rho(), support.lowest(), settings.steps()).denoising(),
                  ProbabilityFlow.Method.HEUN);
          case PREDICTOR_CORRECTOR ->
              new PredictorCorrector(
                  NoiseSchedule.logUniform(start.rho(), support.lowest(), settings.steps())
                      .denoising(),
                  settings.correctorSteps(),
                  settings.signalToNoise(),
                  seed);
        };
    return new Trajectory(start, solver);
  }

  /** Why a model cannot come from noise to images, as a line for a user; empty where it can. */
  static Optional<String> obstacle(ModelSpecification model, SolverSettings settings) {
    NoiseLaw law = model.noise().noiseLaw();
    NoiseSupport support = law.support();
    String knows =
        "the model was trained at the noise levels " + support + " (" + law.description() + ")";
    if (support.lowest() > LOW_ENOUGH) {
      return Optional.of(
          knows
              + ", and images cannot be solved from noise without levels down to "
              + LOW_ENOUGH
              + ": generate denoise takes the levels that it knows; for the others train with a"
              + " noise.law that draws the whole range of noise.process");
    }
    if (settings.start() == StartKind.GAUSSIAN && support.highest() < HIGH_ENOUGH) {
      return Optional.of(
          knows
              + ", and pure noise stands for levels of at least "
              + HIGH_ENOUGH
              + ": set generate.start = uniform-and-gaussian and generate.start-level to a level"
              + " inside, or train with a noise.law that draws the whole range of noise.process");
    }
    boolean reaches =
        support.contains(settings.startLevel()) && settings.startLevel() > support.lowest();
    if (settings.start() == StartKind.UNIFORM_AND_GAUSSIAN && !reaches) {
      return Optional.of(
          knows
              + ", and generate.start-level is "
              + settings.startLevel()
              + ": set it to a level inside, above the lowest");
    }
    return Optional.empty();
  }

  private static List<StartNoise.Range> ranges(Normalisation normalisation) {
    List<StartNoise.Range> ranges = new ArrayList<>();
    for (int c = 0; c < normalisation.channels(); c++) {
      double mean = normalisation.mean()[c];
      double deviation = normalisation.deviation()[c];
      ranges.add(new StartNoise.Range(-mean / deviation, (255 - mean) / deviation));
    }
    return ranges;
  }
}
