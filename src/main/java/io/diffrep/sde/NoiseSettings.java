package io.diffrep.sde;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * The noise process and the law of noise levels that a model is trained under.
 *
 * @param sigmaMin lowest noise level, in units of the standardised pixels' deviation; above 0
 * @param sigmaMax highest noise level, in the same units; above {@code sigmaMin}
 * @param law what the noise level of a training image is drawn from
 */
public record NoiseSettings(double sigmaMin, double sigmaMax, NoiseLawKind law)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public NoiseSettings {
    Requirements requirements =
        new Requirements().positive("sigmaMin", sigmaMin).positive("sigmaMax", sigmaMax);
    if (sigmaMax <= sigmaMin) {
      requirements.refuse("sigmaMax", sigmaMax, "must be above sigma-min, which is " + sigmaMin);
    }
    requirements.enforce();
  }

  /** The forward process. */
  public NoiseProcess process() {
    return new VarianceExploding(sigmaMin, sigmaMax);
  }

  /** The law that training draws from. */
  public NoiseLaw noiseLaw() {
    return switch (law) {
      case UNIFORM_TIME -> new UniformTime(process());
    };
  }
}
