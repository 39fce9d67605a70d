package io.diffrep.engine.nd4j;

/**
 * Loops simple enough for the JIT compiler to vectorise; any length is right. Sums keep eight
 * partial sums, which a compiler may not make of a single one, and have a fixed order.
 */
final class FusedKernels {
  private FusedKernels() {}

  private static final int LANES = 8;
  private static final float TANH_BOUND = 7.905311f;

  /**
   * A rational approximation of tanh, odd of degree 13 over even of degree 6, with an error of a
   * few units in the last place of single precision (the one that Eigen uses). At the bound the
   * quotient is exactly 1, so the sigmoid of large negative numbers is exactly 0.
   */
  private static float tanh(float x) {
    float c = Math.max(-TANH_BOUND, Math.min(TANH_BOUND, x));
    float q = c * c;
    float p = -2.7607684e-16f * q + 2.000188e-13f;
    p = p * q - 8.604672e-11f;
    p = p * q + 5.1222973e-8f;
    p = p * q + 1.48572235e-5f;
    p = p * q + 6.3726195e-4f;
    p = p * q + 0.0048935246f;
    float d = 1.1982584e-6f * q + 1.1853471e-4f;
    d = d * q + 0.0022684347f;
    d = d * q + 0.004893525f;
    return p * c / d;
  }

  /** {@code out = sigmoid(v) = (1 + tanh(v / 2)) / 2}. */
  static void sigmoid(float[] v, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = 0.5f + 0.5f * tanh(0.5f * v[i]);
    }
  }

  /** {@code values *= factors}. */
  static void multiply(float[] values, float[] factors, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] * factors[i];
    }
  }

  /** {@code gradient *= silu'(v)}, given {@code s = sigmoid(v)}. */
  static void siluBackward(float[] v, float[] s, float[] gradient, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] = gradient[i] * (s[i] * (1 + v[i] * (1 - s[i])));
    }
  }

  /** {@code gradient = a gradient + b + c features}. */
  static void normBackward(
      float[] features, float[] gradient, int start, int length, float a, float b, float c) {
    for (int i = start; i < start + length; i++) {
      gradient[i] = a * gradient[i] + b + c * features[i];
    }
  }

  /** {@code values = a values + b}. */
  static void scale(float[] values, int start, int length, float a, float b) {
    for (int i = start; i < start + length; i++) {
      values[i] = a * values[i] + b;
    }
  }

  /** {@code out = a in + b}. */
  static void scaleInto(float[] in, float[] out, int start, int length, float a, float b) {
    for (int i = start; i < start + length; i++) {
      out[i] = a * in[i] + b;
    }
  }

  /** Sum of a range. */
  static float sum(float[] x, int start, int length) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int whole = start + length / LANES * LANES;
    for (int i = start; i < whole; i += LANES) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
      e += x[i + 4];
      f += x[i + 5];
      g += x[i + 6];
      h += x[i + 7];
    }
    float rest = 0;
    for (int i = whole; i < start + length; i++) {
      rest += x[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest;
  }

  /** Sum of the products of two ranges. */
  static float dot(float[] x, float[] y, int start, int length) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int whole = start + length / LANES * LANES;
    for (int i = start; i < whole; i += LANES) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
      e += x[i + 4] * y[i + 4];
      f += x[i + 5] * y[i + 5];
      g += x[i + 6] * y[i + 6];
      h += x[i + 7] * y[i + 7];
    }
    float rest = 0;
    for (int i = whole; i < start + length; i++) {
      rest += x[i] * y[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest;
  }
}
