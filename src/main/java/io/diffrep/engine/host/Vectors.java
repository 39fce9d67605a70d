package io.diffrep.engine.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What the vector kernels are made of. */
final class Vectors {
  private Vectors() {}

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** As many channels as a block has, or half of them where vectors are shorter. */
  static final VectorSpecies<Float> SPECIES =
      InstructionSet.current().block() == 16 && FloatVector.SPECIES_PREFERRED.length() >= 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_256;

  static final VectorSpecies<Short> HALVES =
      SPECIES == FloatVector.SPECIES_512 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;

  private static final VectorSpecies<Integer> INTS =
      SPECIES == FloatVector.SPECIES_512 ? IntVector.SPECIES_512 : IntVector.SPECIES_256;

  static final int LANES = SPECIES.length();
  static final int VECTOR = LANES * Float.BYTES;
  static final int BLOCK = InstructionSet.current().block();

  /** Bytes from one position to the next. */
  static final int STRIDE = BLOCK * Float.BYTES;

  private static final boolean DIRECT = DirectAccess.ALLOWED;

  static FloatVector load(ByteBuffer buffer, int at) {
    return DIRECT
        ? DirectVectors.load(buffer, at)
        : FloatVector.fromByteBuffer(SPECIES, buffer, at, ORDER);
  }

  static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(SPECIES, array, index);
  }

  static void store(FloatVector vector, ByteBuffer to, int at) {
    if (DIRECT) {
      DirectVectors.store(vector, to, at);
    } else {
      vector.intoByteBuffer(to, at, ORDER);
    }
  }

  /**
   * Stores the numbers as bfloat16, rounded to the nearest, in half the bytes. What arithmetic
   * makes of no number stays none.
   */
  static void storeHalves(FloatVector vector, ByteBuffer to, int at) {
    IntVector bits =
        vector.reinterpretAsInts().add(1 << 15).lanewise(VectorOperators.LSHR, Short.SIZE);
    ShortVector halves = (ShortVector) bits.castShape(HALVES, 0);
    if (DIRECT) {
      DirectVectors.store(halves, to, at);
    } else {
      halves.intoByteBuffer(to, at, ORDER);
    }
  }

  static FloatVector zero() {
    return FloatVector.zero(SPECIES);
  }

  static FloatVector all(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }

  /**
   * Hyperbolic tangent by the rational approximation that Eigen and XLA use: odd degree 13 over
   * even degree 6, off by a few units in the last place within its range.
   */
  static FloatVector tanh(FloatVector number) {
    FloatVector x = number.min(7.9f).max(-7.9f);
    FloatVector q = x.mul(x);
    FloatVector p =
        q.fma(all(-2.76076847742355e-16f), all(2.00018790482477e-13f))
            .fma(q, all(-8.60467152213735e-11f))
            .fma(q, all(5.12229709037114e-08f))
            .fma(q, all(1.48572235717979e-05f))
            .fma(q, all(6.37261928875436e-04f))
            .fma(q, all(4.89352455891786e-03f))
            .mul(x);
    FloatVector d =
        q.fma(all(1.19825839466702e-06f), all(1.18534705686654e-04f))
            .fma(q, all(2.26843463243900e-03f))
            .fma(q, all(4.89352518554385e-03f));
    return p.div(d);
  }

  /**
   * Exponential of numbers of at most 0, by {@code 2^n e^r} with {@code |r| <= log(2) / 2} and
   * e^r's series to its seventh term; below -87 it is that of -87, next to nothing.
   */
  static FloatVector expNegative(FloatVector number) {
    FloatVector x = number.max(-87f);
    // Adding and subtracting 1.5 2^23 rounds to the nearest whole number.
    FloatVector n = x.fma(all(1.44269504f), all(12582912f)).sub(12582912f);
    // log(2) in two parts, of which the first times n is exact.
    FloatVector r = n.fma(all(-0.693359375f), x);
    r = n.fma(all(2.12194440e-4f), r);
    FloatVector e =
        r.fma(all(1f / 720), all(1f / 120))
            .fma(r, all(1f / 24))
            .fma(r, all(1f / 6))
            .fma(r, all(0.5f))
            .fma(r, all(1f))
            .fma(r, all(1f));
    IntVector exponent = (IntVector) n.convertShape(VectorOperators.F2I, INTS, 0);
    return e.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
  }

  static FloatVector repeats(ByteBuffer y, int at, int rows, int columns, int rowBytes) {
    FloatVector sum = load(y, at);
    if (columns == 2) {
      sum = sum.add(load(y, at + STRIDE));
    }
    if (rows == 2) {
      sum = sum.add(load(y, at + rowBytes));
    }
    if (rows == 2 && columns == 2) {
      sum = sum.add(load(y, at + rowBytes + STRIDE));
    }
    return sum;
  }
}
