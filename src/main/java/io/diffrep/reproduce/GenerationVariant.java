package io.diffrep.reproduce;

import io.diffrep.image.AugmentationSettings;
import io.diffrep.model.ModelSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.train.TrainSettings;

/** Models whose images are compared, and what they are compared by. */
public enum GenerationVariant implements Variant {
  /**
   * The judge: a classifier with the same encoder, trained by all labels. The first: all others
   * need it, and what it cannot be trained on is seen soonest.
   */
  CLASSIFIER(64) {
    @Override
    public ModelSettings model(ModelSettings base) {
      ModelSettings sized = super.model(base);
      return sized
          .with(sized.network().withStaticEncoder())
          .with(base.objective().with(ObjectiveKind.SUPERVISED))
          .with(AugmentationSettings.NONE);
    }

    @Override
    public String title() {
      return "classifier";
    }
  },
  /** Codes of 128 dimensions. */
  SIZE_128(128),
  /** Codes of 32 dimensions. */
  SIZE_32(32),
  /** Codes of 8 dimensions. */
  SIZE_8(8),
  /** Codes of 2 dimensions. */
  SIZE_2(2),
  /** Codes of 2 dimensions under the uniform law. */
  UNIFORM_2(2) {
    @Override
    public ModelSettings model(ModelSettings base) {
      ModelSettings sized = super.model(base);
      return sized.with(sized.noise().with(NoiseLawKind.UNIFORM));
    }

    @Override
    public String title() {
      return "2 dimensions, uniform law";
    }
  },
  /** A score model that never sees a code. */
  UNCONDITIONAL(2) {
    @Override
    public ModelSettings model(ModelSettings base) {
      ObjectiveSettings objective = base.objective();
      return super.model(base)
          .with(
              ObjectiveSettings.scoreMatching(
                  objective.parameterisation(), objective.weighting(), objective.codePenalty(), 1));
    }

    @Override
    public String title() {
      return "no code";
    }
  };

  private final int codeSize;

  GenerationVariant(int codeSize) {
    this.codeSize = codeSize;
  }

  /** Dimensions of its codes. */
  int codeSize() {
    return codeSize;
  }

  /** Whether it differs from the largest by the size of its codes alone. */
  boolean isBySize() {
    return generates() && this != UNIFORM_2;
  }

  /** Whether images are made with its codes. */
  boolean generates() {
    return this != UNCONDITIONAL && this != CLASSIFIER;
  }

  @Override
  public String title() {
    return codeSize + " dimensions";
  }

  /** Its name on the command line and in paths, such as {@code size-128}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }

  @Override
  public ModelSettings model(ModelSettings base) {
    return base.with(base.network().withCodeSize(codeSize));
  }

  @Override
  public TrainSettings train(TrainSettings base, long seed) {
    return base.with(base.averaging(), seed);
  }
}
