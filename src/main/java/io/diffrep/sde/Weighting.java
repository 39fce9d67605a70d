package io.diffrep.sde;

/** How much the squared error of the denoised image counts at a noise level. */
public enum Weighting {
  /**
   * {@code (rho^2 + 1) / rho^2}: unit weight on the output of {@link Parameterisation#EDM}; where
   * the network's own output is the noise, {@code rho^2 + 1} on that.
   */
  EDM {
    @Override
    public double ofDenoised(double rho) {
      return (rho * rho + 1) / (rho * rho);
    }
  },
  /**
   * {@code 1 / rho^2}: unit weight on the noise, whether or not that is the network's own output;
   * the paper's {@code lambda = sigma^2}. High noise levels weigh almost nothing.
   */
  PAPER {
    @Override
    public double ofDenoised(double rho) {
      return 1 / (rho * rho);
    }
  };

  /** Weight of {@code ||D - x_0||^2}. */
  public abstract double ofDenoised(double rho);

  /**
   * Weight of {@code ||F - target||^2} that comes to the same: with {@link Parameterisation#EDM}, 1
   * and {@code 1 / (rho^2 + 1)}; with {@link Parameterisation#NOISE}, {@code rho^2 + 1} and 1.
   */
  public double ofOutput(Parameterisation parameterisation, double rho) {
    double scale = parameterisation.outputScale(rho);
    return ofDenoised(rho) * scale * scale;
  }
}
