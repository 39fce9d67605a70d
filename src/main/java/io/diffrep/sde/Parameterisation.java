package io.diffrep.sde;

/**
 * What the score network's output {@code F} stands for. With {@code y = x_0 + rho eps}, the network
 * sees {@code inputScale y} and the denoised image is {@code D = skip y + outputScale F}.
 */
public enum Parameterisation {
  /**
   * {@code D = y / (rho^2 + 1) + rho / sqrt(rho^2 + 1) F} (Karras et al. 2022, arXiv 2206.00364,
   * table 1, with {@code sigma_data = 1}): input and target of the network have unit variance at
   * every noise level.
   */
  EDM {
    @Override
    public double skip(double rho) {
      return 1 / (rho * rho + 1);
    }

    @Override
    public double outputScale(double rho) {
      return rho / Math.sqrt(rho * rho + 1);
    }

    /** Without the cancellation of {@code (x_0 - skip y) / outputScale} at small {@code rho}. */
    @Override
    public double target(double rho, double x0, double noise) {
      return (rho * x0 - noise) / Math.sqrt(rho * rho + 1);
    }
  },
  /**
   * {@code F} is the noise: {@code D = y - rho F}. Its target has unit variance, too, but the
   * denoised image has {@code rho} times its error, so that high noise levels are denoised poorly.
   * The paper's code does this up to the sign: its network's output over {@code sigma} is the
   * score. Its network is given {@code x_t} as it is, of a variance that grows to that of the
   * highest level; here the input is scaled to unit variance as for {@link #EDM}.
   */
  NOISE {
    @Override
    public double skip(double rho) {
      return 1;
    }

    @Override
    public double outputScale(double rho) {
      return -rho;
    }

    @Override
    public double target(double rho, double x0, double noise) {
      return noise;
    }
  };

  /** Factor of {@code y} in the network's input: unit variance for data of unit variance. */
  public double inputScale(double rho) {
    return 1 / Math.sqrt(rho * rho + 1);
  }

  /** Factor of {@code y} in the denoised image. */
  public abstract double skip(double rho);

  /** Factor of {@code F} in the denoised image. */
  public abstract double outputScale(double rho);

  /**
   * The {@code F} whose denoised image is {@code x_0}; linear in {@code x_0} and the noise.
   *
   * @param rho noise-to-signal ratio
   * @param x0 the clean image's value
   * @param noise the noise's value, of unit deviation
   */
  public abstract double target(double rho, double x0, double noise);

  /** The denoised image's value, given {@code y} and the network's output. */
  public double denoised(double rho, double y, double output) {
    return skip(rho) * y + outputScale(rho) * output;
  }

  /**
   * The score of the perturbed image, {@code (alpha D - x_t) / sigma^2}.
   *
   * @param alpha how much of the image is left
   * @param sigma deviation of the noise, above 0
   * @param xt the perturbed image's value
   * @param denoised the denoised image's value
   */
  public static double score(double alpha, double sigma, double xt, double denoised) {
    return (alpha * denoised - xt) / (sigma * sigma);
  }
}
