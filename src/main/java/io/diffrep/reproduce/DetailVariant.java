package io.diffrep.reproduce;

import io.diffrep.model.ModelSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.train.TrainSettings;

/**
 * The laws of noise levels that are compared by what they make codes hold, under both weightings,
 * and once with the parameterisation of the paper's code.
 */
public enum DetailVariant implements Variant {
  /** The logarithm of the level uniform, weighted as in the paper. */
  UNIFORM_TIME_PAPER(NoiseLawKind.UNIFORM_TIME, Weighting.PAPER, Parameterisation.EDM),
  /** The level uniform, weighted as in the paper. */
  UNIFORM_PAPER(NoiseLawKind.UNIFORM, Weighting.PAPER, Parameterisation.EDM),
  /** One level, weighted as in the paper. */
  SINGLE_LEVEL_PAPER(NoiseLawKind.SINGLE_LEVEL, Weighting.PAPER, Parameterisation.EDM),
  /** The logarithm of the level uniform, all levels alike at the network's output. */
  UNIFORM_TIME_EDM(NoiseLawKind.UNIFORM_TIME, Weighting.EDM, Parameterisation.EDM),
  /** The level uniform, all levels alike at the network's output. */
  UNIFORM_EDM(NoiseLawKind.UNIFORM, Weighting.EDM, Parameterisation.EDM),
  /** One level, all alike at the network's output. */
  SINGLE_LEVEL_EDM(NoiseLawKind.SINGLE_LEVEL, Weighting.EDM, Parameterisation.EDM),
  /** As {@link #UNIFORM_TIME_PAPER}, by a network whose output is the noise. */
  UNIFORM_TIME_NOISE(NoiseLawKind.UNIFORM_TIME, Weighting.PAPER, Parameterisation.NOISE),
  /** As {@link #UNIFORM_PAPER}, by a network whose output is the noise. */
  UNIFORM_NOISE(NoiseLawKind.UNIFORM, Weighting.PAPER, Parameterisation.NOISE);

  private final NoiseLawKind law;
  private final Weighting weighting;
  private final Parameterisation parameterisation;

  DetailVariant(NoiseLawKind law, Weighting weighting, Parameterisation parameterisation) {
    this.law = law;
    this.weighting = weighting;
    this.parameterisation = parameterisation;
  }

  @Override
  public String title() {
    return words(law)
        + ", "
        + words(weighting)
        + (parameterisation == Parameterisation.NOISE ? ", noise as output" : "");
  }

  private static String words(Enum<?> constant) {
    return KebabCase.of(constant).replace('-', ' ');
  }

  /** Its name on the command line and in paths, such as {@code uniform-time-paper}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }

  @Override
  public ModelSettings model(ModelSettings base) {
    ObjectiveSettings objective = base.objective();
    return base.with(base.noise().with(law))
        .with(
            ObjectiveSettings.scoreMatching(
                parameterisation, weighting, objective.codePenalty(), objective.dropCode()));
  }

  @Override
  public TrainSettings train(TrainSettings base, long seed) {
    return base.with(base.averaging(), seed);
  }
}
