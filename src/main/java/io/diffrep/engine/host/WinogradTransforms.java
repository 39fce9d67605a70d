package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.ORDER;
import static io.diffrep.engine.host.Vectors.STRIDE;
import static io.diffrep.engine.host.Vectors.all;
import static io.diffrep.engine.host.Vectors.load;

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
  private static final float A = 0.625f;
  private static final float B = 1.5f;
  private static final float A2 = A * A;
  private static final float B2 = B * B;
  private static final float A3 = A2 * A;
  private static final float B3 = B2 * B;

  /** Product and sum of the squares. */
  private static final float PRODUCT = A2 * B2;

  private static final float SUM = A2 + B2;

  /** What the polynomials of the filter are divided by. */
  private static final float NORM_A = 1 / (2 * A2 * (A2 - B2));

  private static final float NORM_B = 1 / (2 * B2 * (B2 - A2));

  private WinogradTransforms() {}

  private static void store(FloatVector vector, ByteBuffer to, int at) {
    vector.intoByteBuffer(to, at, ORDER);
  }

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
    FloatVector p = d2.fma(all(-B2), d4);
    FloatVector q = d1.fma(all(-B2), d3).mul(A);
    FloatVector r = d2.fma(all(-A2), d4);
    FloatVector s = d1.fma(all(-A2), d3).mul(B);
    store(d0.fma(all(PRODUCT), d2.fma(all(-SUM), d4)), to, at);
    store(p.add(q), to, at + step);
    store(p.sub(q), to, at + 2 * step);
    store(r.add(s), to, at + 3 * step);
    store(r.sub(s), to, at + 4 * step);
    store(d1.fma(all(PRODUCT), d3.fma(all(-SUM), d5)), to, at + 5 * step);
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
    FloatVector evenA = y2.fma(all(A2), y0);
    FloatVector oddA = y3.fma(all(A2), y1).mul(A);
    FloatVector evenB = y2.fma(all(B2), y0);
    FloatVector oddB = y3.fma(all(B2), y1).mul(B);
    store(y0, to, at);
    store(evenA.add(oddA), to, at + step);
    store(evenA.sub(oddA), to, at + 2 * step);
    store(evenB.add(oddB), to, at + 3 * step);
    store(evenB.sub(oddB), to, at + 4 * step);
    store(y3, to, at + 5 * step);
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
    store(oddA.fma(all(A), oddB.mul(B)), to, at + step);
    store(evenA.fma(all(A2), evenB.mul(B2)), to, at + 2 * step);
    store(oddA.fma(all(A3), oddB.fma(all(B3), m5)), to, at + 3 * step);
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
    store(oddA.fma(all(A), oddB.fma(all(B), bias)), to, at + step);
    store(evenA.fma(all(A2), evenB.fma(all(B2), bias)), to, at + 2 * step);
    store(oddA.fma(all(A3), oddB.fma(all(B3), m5)), to, at + 3 * step);
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
    store(oddA.fma(all(-A * B2), oddB.fma(all(-B * A2), t5.mul(PRODUCT))), to, at + step);
    store(evenA.fma(all(-B2), evenB.fma(all(-A2), t0.mul(-SUM))), to, at + 2 * step);
    store(oddA.fma(all(A), oddB.fma(all(B), t5.mul(-SUM))), to, at + 3 * step);
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
    // Once each: what a compiled method may hold is just enough for this one.
    FloatVector product = all(PRODUCT);
    FloatVector sum = all(-SUM);
    int q = at;
    store(t0.fma(product, load(x, q)), x, q);
    q += STRIDE;
    store(oddA.fma(all(-A * B2), oddB.fma(all(-B * A2), t5.fma(product, load(x, q)))), x, q);
    q += STRIDE;
    store(evenA.fma(all(-B2), evenB.fma(all(-A2), t0.fma(sum, load(x, q)))), x, q);
    q += STRIDE;
    store(oddA.fma(all(A), oddB.fma(all(B), t5.fma(sum, load(x, q)))), x, q);
    q += STRIDE;
    store(t0.add(evenA).add(evenB.add(load(x, q))), x, q);
    q += STRIDE;
    store(t5.add(load(x, q)), x, q);
  }

  /** {@code G g}: from three numbers of a filter to six points. */
  static void filter(
      FloatVector g0, FloatVector g1, FloatVector g2, ByteBuffer to, int at, int step) {
    FloatVector evenA = g2.fma(all(A2), g0).mul(NORM_A);
    FloatVector oddA = g1.mul(NORM_A * A);
    FloatVector evenB = g2.fma(all(B2), g0).mul(NORM_B);
    FloatVector oddB = g1.mul(NORM_B * B);
    store(g0.mul(1 / PRODUCT), to, at);
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
    FloatVector oddA = u1.sub(u2).mul(NORM_A * A);
    FloatVector evenB = u3.add(u4).mul(NORM_B);
    FloatVector oddB = u3.sub(u4).mul(NORM_B * B);
    store(u0.mul(1 / PRODUCT).add(evenA).add(evenB), to, at);
    store(oddA.add(oddB), to, at + step);
    store(evenA.fma(all(A2), evenB.fma(all(B2), u5)), to, at + 2 * step);
  }
}
