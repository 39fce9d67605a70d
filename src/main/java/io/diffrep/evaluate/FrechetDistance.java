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
    Covariance first = Covariance.ofSample(one);
    Covariance second = Covariance.ofSample(other);
    if (first.dimension() != second.dimension()) {
      throw new IllegalArgumentException(
          "vectors of " + first.dimension() + " and of " + second.dimension() + " numbers");
    }
    double apart = 0;
    for (int i = 0; i < first.dimension(); i++) {
      apart += Math.pow(first.mean(i) - second.mean(i), 2);
    }
    RealMatrix c = first.matrix();
    RealMatrix d = second.matrix();
    // C D has the eigenvalues of the symmetric C^(1/2) D C^(1/2).
    RealMatrix root = Covariance.root(c);
    RealMatrix product = root.multiply(d).multiply(root);
    // Symmetric but for rounding, which the decomposition would look at.
    RealMatrix symmetric = product.add(product.transpose()).scalarMultiply(0.5);
    double shared = 0;
    for (double value : new EigenDecomposition(symmetric).getRealEigenvalues()) {
      shared += Math.sqrt(Math.max(0, value));
    }
    return Math.max(0, apart + c.getTrace() + d.getTrace() - 2 * shared);
  }
}
