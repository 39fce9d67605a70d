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
  EDM;

  /** Factor of {@code y} in the network's input. */
  public double inputScale(double rho) {
    return 1 / Math.sqrt(rho * rho + 1);
  }

  /** Factor of {@code y} in the denoised image. */
  public double skip(double rho) {
    return 1 / (rho * rho + 1);
  }

  /** Factor of {@code F} in the denoised image. */
  public double outputScale(double rho) {
    return rho / Math.sqrt(rho * rho + 1);
  }

  /**
   * The {@code F} whose denoised image is {@code x_0}: {@code (x_0 - skip y) / outputScale}, which
   * is {@code (rho x_0 - eps) / sqrt(rho^2 + 1)} without the cancellation at small {@code rho}.
   */
  public double target(double rho, double x0, double noise) {
    return (rho * x0 - noise) / Math.sqrt(rho * rho + 1);
  }

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
