package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.LANES;
import static io.diffrep.engine.host.Vectors.VECTOR;
import static io.diffrep.engine.host.Vectors.all;
import static io.diffrep.engine.host.Vectors.load;
import static io.diffrep.engine.host.Vectors.store;
import static io.diffrep.engine.host.Vectors.zero;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Loops that do nothing but compute, or nothing but move, for {@link CoreLimits}. */
final class LimitKernels {
  /** More than a multiply-add's latency times the units that take one a cycle. */
  private static final int CHAINS = 12;

  private LimitKernels() {}

  /** What {@link #multiplyAdd} multiplies and adds. */
  static long flops(int rounds) {
    return 2L * CHAINS * LANES * rounds;
  }

  /** Chains of multiply-adds that do not wait for one another. */
  static float multiplyAdd(int rounds) {
    FloatVector a = all(0.999f);
    FloatVector b = all(0.001f);
    FloatVector s0 = zero();
    FloatVector s1 = zero();
    FloatVector s2 = zero();
    FloatVector s3 = zero();
    FloatVector s4 = zero();
    FloatVector s5 = zero();
    FloatVector s6 = zero();
    FloatVector s7 = zero();
    FloatVector s8 = zero();
    FloatVector s9 = zero();
    FloatVector s10 = zero();
    FloatVector s11 = zero();
    for (int i = 0; i < rounds; i++) {
      s0 = s0.fma(a, b);
      s1 = s1.fma(a, b);
      s2 = s2.fma(a, b);
      s3 = s3.fma(a, b);
      s4 = s4.fma(a, b);
      s5 = s5.fma(a, b);
      s6 = s6.fma(a, b);
      s7 = s7.fma(a, b);
      s8 = s8.fma(a, b);
      s9 = s9.fma(a, b);
      s10 = s10.fma(a, b);
      s11 = s11.fma(a, b);
    }
    FloatVector sum = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return sum.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }

  /** {@code y = a + s b}. */
  static void triad(ByteBuffer a, ByteBuffer b, ByteBuffer y, int bytes) {
    FloatVector s = all(3);
    for (int i = 0; i < bytes; i += VECTOR) {
      store(load(b, i).fma(s, load(a, i)), y, i);
    }
  }
}
