package io.diffrep.evaluate;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What the codes of two noise levels share: the mutual information of Gaussians with their joint
 * covariance, by the canonical correlations {@code r} of the two, {@code -1/2 sum log(1 - r^2)}
 * (Gelfand and Yaglom 1957), less what {@code n} images show of two codes of {@code d} and {@code
 * e} dimensions by chance, {@code d e / 2n}. What codes share otherwise than linearly is not seen.
 *
 * @param levels the noise levels, rising
 * @param images how many images it was measured on
 * @param bits mutual information of two levels in bits; NaN between a level and itself
 * @param correlation mean squared canonical correlation of two levels, less what is by chance: the
 *     share of one level's code that follows from the other's, 0 to 1
 */
public record SharedInformation(
    List<Double> levels, int images, List<List<Double>> bits, List<List<Double>> correlation) {
  /** Codes that are taken, at most. */
  private static final int IMAGES = 10_000;

  /** Two codes that follow from one another share more than any number of bits. */
  private static final double CERTAIN = 1 - 1e-12;

  /** Copies the lists. */
  public SharedInformation {
    levels = List.copyOf(levels);
    bits = bits.stream().map(List::copyOf).toList();
    correlation = correlation.stream().map(List::copyOf).toList();
  }

  /**
   * Measures the codes of a representation table.
   *
   * @param spark the session
   * @param representations a representation table
   * @param split whose images are taken
   * @throws UsageException if codes are of one level, or too few for their dimensions
   */
  public static SharedInformation of(SparkSession spark, String representations, String split) {
    RepresentationSet set = RepresentationSet.open(spark, representations);
    if (set.levels().size() < 2) {
      throw new UsageException("The codes are of one noise level: there is nothing to compare.");
    }
    List<float[][]> codes = new ArrayList<>();
    for (Row row :
        set.rows()
            .where(functions.col(RepresentationTable.SPLIT).equalTo(split))
            .orderBy(RepresentationTable.ID)
            .limit(IMAGES)
            .select(RepresentationTable.CODES)
            .collectAsList()) {
      codes.add(RepresentationTable.codes(row, 0));
    }
    int dimension = set.dimension();
    if (codes.size() < 10 * dimension) {
      throw new UsageException(
          "Split "
              + split
              + " has "
              + codes.size()
              + " codes of "
              + dimension
              + " dimensions: what levels share is told from chance with ten images a dimension or"
              + " more.");
    }
    return of(set.levels(), codes);
  }

  /**
   * Measures codes.
   *
   * @param levels rising noise levels
   * @param codes of each image {@code [level][dimension]}
   */
  static SharedInformation of(List<Double> levels, List<float[][]> codes) {
    int dimension = codes.get(0)[0].length;
    RealMatrix joint =
        Covariance.of(codes.stream().map(SharedInformation::vector).toList()).matrix();
    List<RealMatrix> whitenings = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      int from = level * dimension;
      whitenings.add(
          Covariance.whitening(
              joint.getSubMatrix(from, from + dimension - 1, from, from + dimension - 1)));
    }
    List<List<Double>> bits = new ArrayList<>();
    List<List<Double>> correlation = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      bits.add(new ArrayList<>());
      correlation.add(new ArrayList<>());
      for (int j = 0; j < levels.size(); j++) {
        if (j < i) {
          bits.get(i).add(bits.get(j).get(i));
          correlation.get(i).add(correlation.get(j).get(i));
        } else if (j == i) {
          bits.get(i).add(Double.NaN);
          correlation.get(i).add(1.0);
        } else {
          RealMatrix between =
              joint.getSubMatrix(
                  i * dimension, (i + 1) * dimension - 1, j * dimension, (j + 1) * dimension - 1);
          double[] squares = squaredCorrelations(whitenings.get(i), between, whitenings.get(j));
          int d = whitenings.get(i).getColumnDimension();
          int e = whitenings.get(j).getColumnDimension();
          bits.get(i).add(bits(squares, d, e, codes.size()));
          correlation.get(i).add(share(squares, d, e, codes.size()));
        }
      }
    }
    return new SharedInformation(levels, codes.size(), bits, correlation);
  }

  private static float[] vector(float[][] codes) {
    float[] vector = new float[codes.length * codes[0].length];
    for (int level = 0; level < codes.length; level++) {
      System.arraycopy(codes[level], 0, vector, level * codes[0].length, codes[0].length);
    }
    return vector;
  }

  private static double[] squaredCorrelations(
      RealMatrix left, RealMatrix between, RealMatrix right) {
    double[] squares =
        new SingularValueDecomposition(left.transpose().multiply(between).multiply(right))
            .getSingularValues();
    for (int k = 0; k < squares.length; k++) {
      squares[k] = Math.min(CERTAIN, squares[k] * squares[k]);
    }
    return squares;
  }

  private static double bits(double[] squares, int d, int e, int images) {
    double nats = 0;
    for (double square : squares) {
      nats -= 0.5 * Math.log1p(-square);
    }
    return Math.max(0, nats - d * (double) e / (2.0 * images)) / Math.log(2);
  }

  /** As R squared is adjusted: by chance the squares add up to {@code d e / n}. */
  private static double share(double[] squares, int d, int e, int images) {
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    double chance = Math.max(d, e) / (double) images;
    double mean = sum / Math.min(d, e);
    return Math.max(0, (mean - chance) / (1 - chance));
  }
}
