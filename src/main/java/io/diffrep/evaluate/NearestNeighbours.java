package io.diffrep.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Exact k-nearest-neighbour classification by Euclidean distance. Of examples at one distance the
 * one that stands first in the list is the nearer; of classes with as many votes the one with the
 * nearest neighbour wins: the order of the list decides every tie.
 */
final class NearestNeighbours implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] codes;
  private final int[] classes;
  private final int dimension;
  private final int neighbours;

  /**
   * @param codes codes of one length, {@code [example][dimension]}; at least one
   * @param classes the class index of each, from 0
   * @param neighbours how many vote, at least 1; all, where there are fewer examples
   */
  NearestNeighbours(List<float[]> codes, int[] classes, int neighbours) {
    dimension = codes.get(0).length;
    this.codes = new float[Math.multiplyExact(codes.size(), dimension)];
    for (int i = 0; i < codes.size(); i++) {
      System.arraycopy(codes.get(i), 0, this.codes, i * dimension, dimension);
    }
    this.classes = classes.clone();
    this.neighbours = Math.min(neighbours, classes.length);
  }

  /** The class that most of the neighbours are of. */
  int predict(float[] code) {
    double[] distances = new double[neighbours];
    int[] nearest = new int[neighbours];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    for (int i = 0; i < classes.length; i++) {
      double distance = distance(i, code);
      // Not where they are equal: the earlier example stays ahead.
      if (distance < distances[neighbours - 1]) {
        insert(distances, nearest, distance, i);
      }
    }
    return vote(nearest);
  }

  private double distance(int example, float[] code) {
    double sum = 0;
    int offset = example * dimension;
    for (int d = 0; d < dimension; d++) {
      double apart = codes[offset + d] - code[d];
      sum += apart * apart;
    }
    return sum;
  }

  private static void insert(double[] distances, int[] nearest, double distance, int example) {
    int place = distances.length - 1;
    while (place > 0 && distances[place - 1] > distance) {
      distances[place] = distances[place - 1];
      nearest[place] = nearest[place - 1];
      place--;
    }
    distances[place] = distance;
    nearest[place] = example;
  }

  private int vote(int[] nearest) {
    int winner = -1;
    int most = 0;
    for (int example : nearest) {
      int candidate = classes[example];
      int votes = (int) Arrays.stream(nearest).filter(n -> classes[n] == candidate).count();
      if (votes > most) {
        most = votes;
        winner = candidate;
      }
    }
    return winner;
  }
}
