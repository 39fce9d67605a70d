package io.diffrep.evaluate;

import java.util.List;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The Frechet distance of two Gaussians with the means and covariances of two sets of vectors,
 * {@code |m - n|^2 + tr(C + D - 2 (C D)^(1/2))} (Dowson and Landau 1982). In the space of an
 * Inception network it is the FID; in another network's it is not, and is not called so.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * The distance; 0 for sets of one mean and covariance. It is too large by chance where there are
   * few vectors beside their dimensions: compare sets of one size.
   *
   * @param one two vectors or more
   * @param other two vectors or more, of the same length
   */
  public static double of(List<float[]> one, List<float[]> other) {
    Covariance first = Covariance.of(one);
    Covariance second = Covariance.of(other);
    if (first.mean().length != second.mean().length) {
      throw new IllegalArgumentException(
          "vectors of " + first.mean().length + " and of " + second.mean().length + " numbers");
    }
    double apart = 0;
    for (int d = 0; d < first.mean().length; d++) {
      apart += Math.pow(first.mean()[d] - second.mean()[d], 2);
    }
    // C D has the eigenvalues of the symmetric C^(1/2) D C^(1/2).
    RealMatrix root = Covariance.root(first.matrix());
    RealMatrix product = root.multiply(second.matrix()).multiply(root);
    // Symmetric but for rounding, which the decomposition would look at.
    RealMatrix symmetric = product.add(product.transpose()).scalarMultiply(0.5);
    double shared = 0;
    for (double value : new EigenDecomposition(symmetric).getRealEigenvalues()) {
      shared += Math.sqrt(Math.max(0, value));
    }
    double distance = apart + first.matrix().getTrace() + second.matrix().getTrace() - 2 * shared;
    return Math.max(0, distance);
  }
}
