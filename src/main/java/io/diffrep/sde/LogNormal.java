package io.diffrep.sde;

/**
 * {@code log rho} is normal, truncated to a range (Karras et al. 2022, arXiv 2206.00364, table 1;
 * their mean of -1.2 for {@code sigma_data} = 0.5 is -0.5 for 1).
 *
 * @param mean mean of {@code log rho} before the truncation
 * @param deviation its deviation, above 0
 * @param support the range; of some probability
 */
public record LogNormal(double mean, double deviation, NoiseSupport support) implements NoiseLaw {
  private double standard(double rho) {
    return (StrictMath.log(rho) - mean) / deviation;
  }

  private double below() {
    return NormalDistribution.cdf(standard(support.lowest()));
  }

  /** The share of the whole normal law that lies in the range. */
  public double mass() {
    return NormalDistribution.cdf(standard(support.highest())) - below();
  }

  @Override
  public double rho(double quantile) {
    double z =
        NormalDistribution.inverse(
            below() + quantile * mass(), standard(support.lowest()), standard(support.highest()));
    return StrictMath.exp(mean + deviation * z);
  }

  @Override
  public double cdf(double rho) {
    double share = (NormalDistribution.cdf(standard(rho)) - below()) / mass();
    return Math.min(1, Math.max(0, share));
  }

  @Override
  public double density(double rho) {
    return support.contains(rho)
        ? NormalDistribution.density(standard(rho)) / (deviation * rho * mass())
        : 0;
  }

  @Override
  public String description() {
    return "log-normal, ln rho of mean "
        + NoiseSupport.number(mean)
        + " and deviation "
        + NoiseSupport.number(deviation)
        + ", rho "
        + support;
  }
}
