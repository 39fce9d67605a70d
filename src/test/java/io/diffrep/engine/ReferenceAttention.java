package io.diffrep.engine;

import io.diffrep.engine.Value.FeatureMap;

/** Attention by its definition: plain loops in double precision. */
final class ReferenceAttention {
  private ReferenceAttention() {}

  /**
   * @param map shape of the result
   * @param x queries, keys and values, {@code [batch, 3 channels, positions]}
   * @param y receives {@code [batch, channels, positions]}
   */
  static void attend(FeatureMap map, int batch, double[] x, double[] y) {
    int positions = map.positions();
    for (int n = 0; n < batch; n++) {
      for (int query = 0; query < positions; query++) {
        double[] shares = shares(map, n, query, x);
        for (int c = 0; c < map.channels(); c++) {
          double sum = 0;
          for (int key = 0; key < positions; key++) {
            sum += shares[key] * x[at(map, n, 2, c, key)];
          }
          y[(n * map.channels() + c) * positions + query] = sum;
        }
      }
    }
  }

  private static double[] shares(FeatureMap map, int image, int query, double[] x) {
    double[] shares = new double[map.positions()];
    double sum = 0;
    for (int key = 0; key < shares.length; key++) {
      double product = 0;
      for (int c = 0; c < map.channels(); c++) {
        product += x[at(map, image, 0, c, query)] * x[at(map, image, 1, c, key)];
      }
      shares[key] = Math.exp(product / Math.sqrt(map.channels()));
      sum += shares[key];
    }
    for (int key = 0; key < shares.length; key++) {
      shares[key] /= sum;
    }
    return shares;
  }

  private static int at(FeatureMap map, int image, int part, int channel, int position) {
    return ((3 * image + part) * map.channels() + channel) * map.positions() + position;
  }
}
