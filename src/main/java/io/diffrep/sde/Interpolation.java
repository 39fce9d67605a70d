package io.diffrep.sde;

/**
 * Ways between two vectors: codes, of which all noise levels go the way together as one vector, or
 * noise.
 */
public enum Interpolation {
  /** Along the straight line. */
  LINEAR {
    @Override
    double[] weights(double cosine, double share) {
      return new double[] {1 - share, share};
    }
  },
  /**
   * Along the arc between the directions (Shoemake 1985): between two draws of a Gaussian in many
   * dimensions it keeps the norm that such draws have. Where a vector is 0 or both have one
   * direction, along the straight line.
   */
  SPHERICAL {
    @Override
    double[] weights(double cosine, double share) {
      if (cosine <= -1 + EPSILON) {
        throw new IllegalArgumentException(
            "vectors of opposite directions have no shortest arc between them; interpolate linearly");
      }
      if (cosine >= 1 - EPSILON) {
        return LINEAR.weights(cosine, share);
      }
      double angle = Math.acos(cosine);
      double sine = Math.sin(angle);
      return new double[] {Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine};
    }
  };

  /** A cosine so close to 1 tells the angle to a tenth only. */
  private static final double EPSILON = 1e-14;

  /**
   * Goes a share of the way.
   *
   * @param from rows of the first vector, such as a code's noise levels
   * @param to the second one's, of the same shape
   * @param share 0 gives the first, 1 the second
   * @return of the same shape
   * @throws IllegalArgumentException if the shapes differ, or for spherical ones if the vectors
   *     have opposite directions
   */
  public double[][] between(double[][] from, double[][] to, double share) {
    check(from, to);
    double[] weights = weights(cosine(from, to), share);
    double[][] between = new double[from.length][];
    for (int i = 0; i < from.length; i++) {
      between[i] = new double[from[i].length];
      for (int j = 0; j < from[i].length; j++) {
        between[i][j] = weights[0] * from[i][j] + weights[1] * to[i][j];
      }
    }
    return between;
  }

  /** What the vectors are multiplied by before they are added. */
  abstract double[] weights(double cosine, double share);

  private static void check(double[][] from, double[][] to) {
    boolean alike = from.length == to.length;
    for (int i = 0; alike && i < from.length; i++) {
      alike = from[i].length == to[i].length;
    }
    if (!alike) {
      throw new IllegalArgumentException(
          "codes of different noise levels or sizes cannot be interpolated: %d rows of %d, %d of %d"
              .formatted(from.length, width(from), to.length, width(to)));
    }
  }

  private static int width(double[][] rows) {
    return rows.length == 0 ? 0 : rows[0].length;
  }

  /** 1 where a vector is 0. */
  private static double cosine(double[][] from, double[][] to) {
    double product = 0;
    double fromSquare = 0;
    double toSquare = 0;
    for (int i = 0; i < from.length; i++) {
      for (int j = 0; j < from[i].length; j++) {
        product += from[i][j] * to[i][j];
        fromSquare += from[i][j] * from[i][j];
        toSquare += to[i][j] * to[i][j];
      }
    }
    double norms = Math.sqrt(fromSquare) * Math.sqrt(toSquare);
    return norms == 0 ? 1 : product / norms;
  }
}
