package io.diffrep.evaluate;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.lake.FirstImages;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.special.Gamma;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * What the codes of two noise levels share: the mutual information of Gaussians with their joint
 * covariance, by the canonical correlations {@code r} of the two, {@code -1/2 sum log(1 - r^2)}
 * (Gelfand and Yaglom 1957), less what a sample of Gaussian codes shows beyond that by chance
 * ({@link #chance}). What codes share otherwise than linearly is not seen.
 *
 * @param levels the noise levels, rising
 * @param images how many images it was measured on
 * @param between what two levels share, {@code [level][level]}
 */
public record SharedInformation(List<Double> levels, int images, List<List<Shared>> between) {
  /** Codes that are taken, at most. */
  private static final int IMAGES = 10_000;

  /** Two codes that follow from one another share more than any number of bits. */
  private static final double CERTAIN = 1 - 1e-12;

  /** Copies the lists. */
  public SharedInformation {
    levels = List.copyOf(levels);
    between = between.stream().map(List::copyOf).toList();
  }

  /**
   * What two levels share.
   *
   * @param bits mutual information in bits; NaN between a level and itself
   * @param atLeast whether that is a bound: what follows from one another but for rounding shares
   *     more than can be measured
   * @param correlation mean squared canonical correlation, less what is by chance: the share of one
   *     level's code that follows from the other's, 0 to 1
   */
  public record Shared(double bits, boolean atLeast, double correlation) {
    private static final Shared ITSELF = new Shared(Double.NaN, false, 1);

    /**
     * @param squares squared canonical correlations
     * @param d dimensions of one code
     * @param e dimensions of the other
     */
    private static Shared of(double[] squares, int d, int e, int images) {
      double nats = 0;
      double sum = 0;
      boolean certain = false;
      for (double square : squares) {
        nats -= 0.5 * Math.log1p(-Math.min(CERTAIN, square));
        sum += Math.min(CERTAIN, square);
        certain |= square > CERTAIN;
      }
      double bits = Math.max(0, nats - chance(d, e, images)) / Math.log(2);
      // As R squared is adjusted: by chance the squares add up to d e / (n - 1).
      double chance = Math.max(d, e) / (images - 1.0);
      double mean = sum / Math.min(d, e);
      return new Shared(bits, certain, Math.max(0, (mean - chance) / (1 - chance)));
    }
  }

  /**
   * Nats by which the mutual information of two Gaussian codes is overestimated from the covariance
   * of a sample, {@code 1/2 sum_{i=1..d} [psi((n - i) / 2) - psi((n - e - i) / 2)]}, about {@code d
   * e / 2n} of many images. It is exact, and the same whatever the codes share: the determinant of
   * a sample's covariance is that of the covariance times chi-squared numbers (Muirhead 1982,
   * theorem 3.2.15), whose logarithms have digamma functions as means.
   *
   * @param d dimensions of one code
   * @param e dimensions of the other
   * @param images n, more than {@code d + e}
   */
  static double chance(int d, int e, int images) {
    double nats = 0;
    for (int i = 1; i <= d; i++) {
      nats += 0.5 * (Gamma.digamma((images - i) / 2.0) - Gamma.digamma((images - e - i) / 2.0));
    }
    return nats;
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
    FirstImages first = FirstImages.ofSplit(set.rows(), split, IMAGES);
    int dimension = set.dimension();
    if (first.count() < 10L * dimension) {
      throw new UsageException(
          "Split "
              + split
              + " has "
              + first.count()
              + " codes of "
              + dimension
              + " dimensions: what levels share is told from chance with ten images a dimension or"
              + " more.");
    }
    RisingLevels rising = set.rising();
    return of(rising.levels(), codes(first, rising));
  }

  /** In the order of the ids, in which sums are taken. */
  private static List<float[][]> codes(FirstImages images, RisingLevels rising) {
    return images
        .rows()
        .select(RepresentationTable.ID, RepresentationTable.CODES)
        .javaRDD()
        .map(row -> new Tuple2<>(row.getString(0), rising.codes(row)))
        .collect()
        .stream()
        .sorted(Comparator.comparing(Tuple2::_1))
        .map(Tuple2::_2)
        .toList();
  }

  /**
   * Measures codes.
   *
   * @param levels rising noise levels
   * @param codes of each image {@code [level][dimension]}; more images than two levels have
   *     dimensions
   */
  static SharedInformation of(List<Double> levels, List<float[][]> codes) {
    int dimension = codes.get(0)[0].length;
    Features all = new Features.Concatenated();
    RealMatrix joint = Covariance.ofSample(codes.stream().map(all::of).toList()).matrix();
    List<RealMatrix> whitenings = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      whitenings.add(Covariance.whitening(block(joint, level, level, dimension)));
    }
    List<List<Shared>> between = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      List<Shared> row = new ArrayList<>();
      for (int j = 0; j < levels.size(); j++) {
        if (j < i) {
          row.add(between.get(j).get(i));
        } else if (j == i) {
          row.add(Shared.ITSELF);
        } else {
          RealMatrix left = whitenings.get(i);
          RealMatrix right = whitenings.get(j);
          row.add(
              Shared.of(
                  squaredCorrelations(left, block(joint, i, j, dimension), right),
                  left.getColumnDimension(),
                  right.getColumnDimension(),
                  codes.size()));
        }
      }
      between.add(row);
    }
    return new SharedInformation(levels, codes.size(), between);
  }

  /** The covariance of two levels. */
  private static RealMatrix block(RealMatrix joint, int i, int j, int dimension) {
    return joint.getSubMatrix(
        i * dimension, (i + 1) * dimension - 1, j * dimension, (j + 1) * dimension - 1);
  }

  private static double[] squaredCorrelations(
      RealMatrix left, RealMatrix between, RealMatrix right) {
    double[] squares =
        new SingularValueDecomposition(left.transpose().multiply(between).multiply(right))
            .getSingularValues();
    for (int k = 0; k < squares.length; k++) {
      squares[k] *= squares[k];
    }
    return squares;
  }
}
