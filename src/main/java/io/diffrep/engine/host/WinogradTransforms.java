package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.STRIDE;
import static io.diffrep.engine.host.Vectors.all;
import static io.diffrep.engine.host.Vectors.load;
import static io.diffrep.engine.host.Vectors.store;
import static io.diffrep.engine.host.Vectors.storeHalves;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's F(4, 3) in one dimension (Lavin and Gray 2016, arXiv 1509.09308) with the points 0, a,
 * -a, b, -b and infinity, where a is 5/8 and b is 3/2: rounding errors are a third of those with 1
 * and 2, since no factor is far from 1. The adjoints are the exact gradients.
 *
 * <p>Results go to memory a step apart, so that a caller's loop holds no vectors from one round to
 * the next.
 */
final class WinogradTransforms {
  private static final float A1 = 0.625f;
  private static final float B1 = 1.5f;

  // Vectors of one number each: to make them where they are used is more than the compiler inlines
  // in one method.
  private static final FloatVector A = all(A1);
  private static final FloatVector B = all(B1);
  private static final FloatVector A2 = all(A1 * A1);
  private static final FloatVector B2 = all(B1 * B1);
  private static final FloatVector A3 = all(A1 * A1 * A1);
  private static final FloatVector B3 = all(B1 * B1 * B1);
  private static final FloatVector MINUS_A2 = A2.neg();
  private static final FloatVector MINUS_B2 = B2.neg();
  private static final FloatVector MINUS_A_B2 = all(-A1 * (B1 * B1));
  private static final FloatVector MINUS_B_A2 = all(-B1 * (A1 * A1));

  /** Product and sum of the squares. */
  private static final FloatVector PRODUCT = A2.mul(B2);

  private static final FloatVector MINUS_SUM = A2.add(B2).neg();

  /** What the polynomials of the filter are divided by. */
  private static final FloatVector NORM_A = all(1 / (2 * A1 * A1 * (A1 * A1 - B1 * B1)));

  private static final FloatVector NORM_B = all(1 / (2 * B1 * B1 * (B1 * B1 - A1 * A1)));
  private static final FloatVector NORM_A_A = NORM_A.mul(A);
  private static final FloatVector NORM_B_B = NORM_B.mul(B);
  private static final FloatVector NORM_0 = all(1f).div(PRODUCT);

  private WinogradTransforms() {}

  /** {@code B' d}: from six inputs to six points. */
  static void input(
      FloatVector d0,
      FloatVector d1,
      FloatVector d2,
      FloatVector d3,
      FloatVector d4,
      FloatVector d5,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector p = d2.fma(MINUS_B2, d4);
    FloatVector q = d1.fma(MINUS_B2, d3).mul(A);
    FloatVector r = d2.fma(MINUS_A2, d4);
    FloatVector s = d1.fma(MINUS_A2, d3).mul(B);
    store(d0.fma(PRODUCT, d2.fma(MINUS_SUM, d4)), to, at);
    store(p.add(q), to, at + step);
    store(p.sub(q), to, at + 2 * step);
    store(r.add(s), to, at + 3 * step);
    store(r.sub(s), to, at + 4 * step);
    store(d1.fma(PRODUCT, d3.fma(MINUS_SUM, d5)), to, at + 5 * step);
  }

  /** The first three points of {@link #input}, stored as bfloat16. */
  static void firstInputHalves(
      FloatVector d0,
      FloatVector d1,
      FloatVector d2,
      FloatVector d3,
      FloatVector d4,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector p = d2.fma(MINUS_B2, d4);
    FloatVector q = d1.fma(MINUS_B2, d3).mul(A);
    storeHalves(d0.fma(PRODUCT, d2.fma(MINUS_SUM, d4)), to, at);
    storeHalves(p.add(q), to, at + step);
    storeHalves(p.sub(q), to, at + 2 * step);
  }

  /** The last three points of {@link #input}, stored as bfloat16. */
  static void lastInputHalves(
      FloatVector d1,
      FloatVector d2,
      FloatVector d3,
      FloatVector d4,
      FloatVector d5,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector r = d2.fma(MINUS_A2, d4);
    FloatVector s = d1.fma(MINUS_A2, d3).mul(B);
    storeHalves(r.add(s), to, at + 3 * step);
    storeHalves(r.sub(s), to, at + 4 * step);
    storeHalves(d1.fma(PRODUCT, d3.fma(MINUS_SUM, d5)), to, at + 5 * step);
  }

  /** {@code A dy}: from the gradient of four outputs to that of six points. */
  static void outputGradient(
      FloatVector y0,
      FloatVector y1,
      FloatVector y2,
      FloatVector y3,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector evenA = y2.fma(A2, y0);
    FloatVector oddA = y3.fma(A2, y1).mul(A);
    FloatVector evenB = y2.fma(B2, y0);
    FloatVector oddB = y3.fma(B2, y1).mul(B);
    store(y0, to, at);
    store(evenA.add(oddA), to, at + step);
    store(evenA.sub(oddA), to, at + 2 * step);
    store(evenB.add(oddB), to, at + 3 * step);
    store(evenB.sub(oddB), to, at + 4 * step);
    store(y3, to, at + 5 * step);
  }

  /** The first three points of {@link #outputGradient}, stored as bfloat16. */
  static void firstOutputGradientHalves(
      FloatVector y0,
      FloatVector y1,
      FloatVector y2,
      FloatVector y3,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector even = y2.fma(A2, y0);
    FloatVector odd = y3.fma(A2, y1).mul(A);
    storeHalves(y0, to, at);
    storeHalves(even.add(odd), to, at + step);
    storeHalves(even.sub(odd), to, at + 2 * step);
  }

  /** The last three points of {@link #outputGradient}, stored as bfloat16. */
  static void lastOutputGradientHalves(
      FloatVector y0,
      FloatVector y1,
      FloatVector y2,
      FloatVector y3,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector even = y2.fma(B2, y0);
    FloatVector odd = y3.fma(B2, y1).mul(B);
    storeHalves(even.add(odd), to, at + 3 * step);
    storeHalves(even.sub(odd), to, at + 4 * step);
    storeHalves(y3, to, at + 5 * step);
  }

  /** {@code A' m}: from six points to four outputs. */
  static void output(
      FloatVector m0,
      FloatVector m1,
      FloatVector m2,
      FloatVector m3,
      FloatVector m4,
      FloatVector m5,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector evenA = m1.add(m2);
    FloatVector oddA = m1.sub(m2);
    FloatVector evenB = m3.add(m4);
    FloatVector oddB = m3.sub(m4);
    store(m0.add(evenA).add(evenB), to, at);
    store(oddA.fma(A, oddB.mul(B)), to, at + step);
    store(evenA.fma(A2, evenB.mul(B2)), to, at + 2 * step);
    store(oddA.fma(A3, oddB.fma(B3, m5)), to, at + 3 * step);
  }

  /** The same plus a bias, which the first and the last point hold already. */
  static void output(
      FloatVector m0,
      FloatVector m1,
      FloatVector m2,
      FloatVector m3,
      FloatVector m4,
      FloatVector m5,
      FloatVector bias,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector evenA = m1.add(m2);
    FloatVector oddA = m1.sub(m2);
    FloatVector evenB = m3.add(m4);
    FloatVector oddB = m3.sub(m4);
    store(m0.add(evenA).add(evenB), to, at);
    store(oddA.fma(A, oddB.fma(B, bias)), to, at + step);
    store(evenA.fma(A2, evenB.fma(B2, bias)), to, at + 2 * step);
    store(oddA.fma(A3, oddB.fma(B3, m5)), to, at + 3 * step);
  }

  /** {@code B dt}: from the gradient of six points to that of six inputs. */
  static void inputGradient(
      FloatVector t0,
      FloatVector t1,
      FloatVector t2,
      FloatVector t3,
      FloatVector t4,
      FloatVector t5,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector evenA = t1.add(t2);
    FloatVector oddA = t1.sub(t2);
    FloatVector evenB = t3.add(t4);
    FloatVector oddB = t3.sub(t4);
    store(t0.mul(PRODUCT), to, at);
    store(oddA.fma(MINUS_A_B2, oddB.fma(MINUS_B_A2, t5.mul(PRODUCT))), to, at + step);
    store(evenA.fma(MINUS_B2, evenB.fma(MINUS_A2, t0.mul(MINUS_SUM))), to, at + 2 * step);
    store(oddA.fma(A, oddB.fma(B, t5.mul(MINUS_SUM))), to, at + 3 * step);
    store(t0.add(evenA).add(evenB), to, at + 4 * step);
    store(t5, to, at + 5 * step);
  }

  /** The same, added to what lies at six positions of a plane. */
  static void addInputGradient(
      FloatVector t0,
      FloatVector t1,
      FloatVector t2,
      FloatVector t3,
      FloatVector t4,
      FloatVector t5,
      ByteBuffer x,
      int at) {
    FloatVector evenA = t1.add(t2);
    FloatVector oddA = t1.sub(t2);
    FloatVector evenB = t3.add(t4);
    FloatVector oddB = t3.sub(t4);
    int q = at;
    store(t0.fma(PRODUCT, load(x, q)), x, q);
    q += STRIDE;
    store(oddA.fma(MINUS_A_B2, oddB.fma(MINUS_B_A2, t5.fma(PRODUCT, load(x, q)))), x, q);
    q += STRIDE;
    store(evenA.fma(MINUS_B2, evenB.fma(MINUS_A2, t0.fma(MINUS_SUM, load(x, q)))), x, q);
    q += STRIDE;
    store(oddA.fma(A, oddB.fma(B, t5.fma(MINUS_SUM, load(x, q)))), x, q);
    q += STRIDE;
    store(t0.add(evenA).add(evenB.add(load(x, q))), x, q);
    q += STRIDE;
    store(t5.add(load(x, q)), x, q);
  }

  /** The same in a row of tiles, where the first two positions are added to those given. */
  static void appendInputGradient(
      FloatVector t0,
      FloatVector t1,
      FloatVector t2,
      FloatVector t3,
      FloatVector t4,
      FloatVector t5,
      FloatVector x0,
      FloatVector x1,
      ByteBuffer x,
      int at) {
    FloatVector evenA = t1.add(t2);
    FloatVector oddA = t1.sub(t2);
    FloatVector evenB = t3.add(t4);
    FloatVector oddB = t3.sub(t4);
    store(t0.fma(PRODUCT, x0), x, at);
    store(oddA.fma(MINUS_A_B2, oddB.fma(MINUS_B_A2, t5.fma(PRODUCT, x1))), x, at + STRIDE);
    store(evenA.fma(MINUS_B2, evenB.fma(MINUS_A2, t0.mul(MINUS_SUM))), x, at + 2 * STRIDE);
    store(oddA.fma(A, oddB.fma(B, t5.mul(MINUS_SUM))), x, at + 3 * STRIDE);
    store(t0.add(evenA).add(evenB), x, at + 4 * STRIDE);
    store(t5, x, at + 5 * STRIDE);
  }

  /** {@code G g}: from three numbers of a filter to six points. */
  static void filter(
      FloatVector g0, FloatVector g1, FloatVector g2, ByteBuffer to, int at, int step) {
    FloatVector evenA = g2.fma(A2, g0).mul(NORM_A);
    FloatVector oddA = g1.mul(NORM_A_A);
    FloatVector evenB = g2.fma(B2, g0).mul(NORM_B);
    FloatVector oddB = g1.mul(NORM_B_B);
    store(g0.mul(NORM_0), to, at);
    store(evenA.add(oddA), to, at + step);
    store(evenA.sub(oddA), to, at + 2 * step);
    store(evenB.add(oddB), to, at + 3 * step);
    store(evenB.sub(oddB), to, at + 4 * step);
    store(g2, to, at + 5 * step);
  }

  /** {@code G' du}: the gradient of a filter's three numbers from that of six points. */
  static void filterGradient(
      FloatVector u0,
      FloatVector u1,
      FloatVector u2,
      FloatVector u3,
      FloatVector u4,
      FloatVector u5,
      ByteBuffer to,
      int at,
      int step) {
    FloatVector evenA = u1.add(u2).mul(NORM_A);
    FloatVector oddA = u1.sub(u2).mul(NORM_A_A);
    FloatVector evenB = u3.add(u4).mul(NORM_B);
    FloatVector oddB = u3.sub(u4).mul(NORM_B_B);
    store(u0.mul(NORM_0).add(evenA).add(evenB), to, at);
    store(oddA.add(oddB), to, at + step);
    store(evenA.fma(A2, evenB.fma(B2, u5)), to, at + 2 * step);
  }
}
