package io.diffrep.sde;

import java.util.Arrays;
import java.util.List;

/**
 * Codes between stored noise levels, linear in {@code log rho}; beyond the first and the last level
 * those of that level.
 */
public final class InterpolatedCodes implements CodeFunction {
  private final double[] logLevels;
  private final List<float[][]> codes;

  /**
   * @param levels noise levels, rising, above 0; at least one
   * @param codes for each level {@code [image][dimension]}
   * @throws IllegalArgumentException if levels do not rise, or codes do not match them
   */
  public InterpolatedCodes(List<Double> levels, List<float[][]> codes) {
    if (levels.isEmpty() || levels.size() != codes.size()) {
      throw new IllegalArgumentException(
          levels.size() + " noise levels and codes at " + codes.size());
    }
    for (int k = 0; k < levels.size(); k++) {
      if (!(levels.get(k) > (k == 0 ? 0 : levels.get(k - 1)))) {
        throw new IllegalArgumentException("noise levels must be above 0 and rise: " + levels);
      }
    }
    for (float[][] level : codes) {
      requireAlike(codes.get(0), level);
    }
    logLevels = levels.stream().mapToDouble(Math::log).toArray();
    this.codes = List.copyOf(codes);
  }

  private static void requireAlike(float[][] first, float[][] other) {
    boolean alike = first.length == other.length;
    for (int i = 0; alike && i < first.length; i++) {
      alike = first[i].length == other[i].length;
    }
    if (!alike) {
      throw new IllegalArgumentException("levels have codes of several images or sizes");
    }
  }

  @Override
  public float[][] at(double rho) {
    double logRho = Math.log(rho);
    int found = Arrays.binarySearch(logLevels, logRho);
    if (found >= 0) {
      return codes.get(found);
    }
    int above = -found - 1;
    if (above == 0 || above == logLevels.length) {
      return codes.get(Math.max(0, above - 1));
    }
    double share = (logRho - logLevels[above - 1]) / (logLevels[above] - logLevels[above - 1]);
    return between(codes.get(above - 1), codes.get(above), (float) share);
  }

  private static float[][] between(float[][] below, float[][] above, float share) {
    float[][] between = new float[below.length][];
    for (int i = 0; i < between.length; i++) {
      between[i] = new float[below[i].length];
      for (int d = 0; d < between[i].length; d++) {
        between[i][d] = below[i][d] + share * (above[i][d] - below[i][d]);
      }
    }
    return between;
  }
}
