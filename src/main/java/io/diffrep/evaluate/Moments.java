package io.diffrep.evaluate;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Mean and deviation of each dimension of some vectors, by Welford's recurrence within a partition
 * and Chan's formula between partitions.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  private long count;
  private double[] mean;
  private double[] squares;

  private Moments() {
    mean = new double[0];
    squares = new double[0];
  }

  /**
   * The moments of an RDD's vectors, which all have one length. Partitions are merged in their
   * order, so that a repeated run gives the same bits.
   */
  static Moments of(JavaRDD<float[]> vectors) {
    Moments all = new Moments();
    for (Moments part : vectors.mapPartitions(Moments::ofPartition).collect()) {
      all.merge(part);
    }
    return all;
  }

  /** The moments of some vectors, which all have one length. */
  public static Moments of(Iterable<float[]> vectors) {
    Moments moments = new Moments();
    vectors.forEach(moments::add);
    return moments;
  }

  /** Means. */
  public double[] mean() {
    return mean.clone();
  }

  /** Population standard deviations ({@code n} in the denominator). */
  public double[] deviation() {
    double[] deviation = new double[squares.length];
    for (int i = 0; i < deviation.length; i++) {
      deviation[i] = Math.sqrt(squares[i] / count);
    }
    return deviation;
  }

  private static Iterator<Moments> ofPartition(Iterator<float[]> vectors) {
    Moments moments = new Moments();
    vectors.forEachRemaining(moments::add);
    return List.of(moments).iterator();
  }

  private void add(float[] vector) {
    if (count == 0) {
      mean = new double[vector.length];
      squares = new double[vector.length];
    }
    count++;
    double share = 1.0 / count;
    for (int i = 0; i < vector.length; i++) {
      double before = vector[i] - mean[i];
      mean[i] += before * share;
      squares[i] += before * (vector[i] - mean[i]);
    }
  }

  private void merge(Moments other) {
    if (other.count == 0) {
      return;
    }
    if (count == 0) {
      count = other.count;
      mean = other.mean.clone();
      squares = other.squares.clone();
      return;
    }
    long total = count + other.count;
    for (int i = 0; i < mean.length; i++) {
      double apart = other.mean[i] - mean[i];
      mean[i] += apart * other.count / total;
      squares[i] += other.squares[i] + apart * apart * ((double) count * other.count / total);
    }
    count = total;
  }
}
