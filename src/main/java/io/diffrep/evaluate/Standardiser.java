package io.diffrep.evaluate;

import java.io.Serializable;

/**
 * Brings features to mean 0 and variance 1 over the train split, labelled or not, before a probe
 * sees them.
 */
final class Standardiser implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rounding noise of 32-bit sums, with room to spare. */
  private static final double NOISE = 1e-6;

  private final double[] mean;
  private final double[] scale;

  private Standardiser(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
  }

  /** How features are scaled. */
  enum Scale {
    /** Each dimension by its own deviation. */
    EACH,
    /**
     * All dimensions by one factor, so that their mean variance is 1: for principal components,
     * whose variances are what the analysis found. Scaled one by one, the last ones, mostly noise,
     * would weigh as much as the first.
     */
    COMMON
  }

  /**
   * The standardiser of some moments. A dimension that varies no more than rounding noise, against
   * its own mean or against the dimension that varies most, counts as constant and becomes 0: to
   * scale it up would feed noise to the probe.
   */
  static Standardiser of(Moments moments, Scale kind) {
    double[] mean = moments.mean();
    double[] deviation = moments.deviation();
    double widest = 0;
    double variance = 0;
    for (double value : deviation) {
      widest = Math.max(widest, value);
      variance += value * value / deviation.length;
    }
    double[] scale = new double[mean.length];
    for (int i = 0; i < scale.length; i++) {
      boolean constant = deviation[i] <= NOISE * Math.max(Math.abs(mean[i]), widest);
      double unit = kind == Scale.EACH ? deviation[i] : Math.sqrt(variance);
      scale[i] = constant ? 0 : 1 / unit;
    }
    return new Standardiser(mean, scale);
  }

  /** Whether every vector could be brought to finite numbers. */
  boolean isFinite() {
    for (int i = 0; i < mean.length; i++) {
      if (!Double.isFinite(mean[i]) || !Double.isFinite(scale[i])) {
        return false;
      }
    }
    return true;
  }

  /** The standardised vector. */
  float[] apply(float[] vector) {
    float[] standard = new float[vector.length];
    for (int i = 0; i < standard.length; i++) {
      standard[i] = (float) ((vector[i] - mean[i]) * scale[i]);
    }
    return standard;
  }
}
