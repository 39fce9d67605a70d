package io.diffrep.sde;

/**
 * One level for all images: the paper's extreme. The model denoises in one step, and knows of no
 * other level.
 *
 * @param level {@code rho}, above 0
 */
public record SingleLevel(double level) implements NoiseLaw {
  @Override
  public double rho(double quantile) {
    return level;
  }

  @Override
  public double cdf(double rho) {
    return rho < level ? 0 : 1;
  }

  @Override
  public double density(double rho) {
    return rho == level ? Double.POSITIVE_INFINITY : 0;
  }

  @Override
  public NoiseSupport support() {
    return new NoiseSupport(level, level);
  }

  @Override
  public String description() {
    return "a single level, rho " + NoiseSupport.number(level);
  }
}
