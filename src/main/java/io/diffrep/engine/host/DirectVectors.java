package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.HALVES;
import static io.diffrep.engine.host.Vectors.LANES;
import static io.diffrep.engine.host.Vectors.ORDER;
import static io.diffrep.engine.host.Vectors.SPECIES;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.internal.vm.vector.VectorSupport;
import jdk.internal.vm.vector.VectorSupport.LoadOperation;
import jdk.internal.vm.vector.VectorSupport.StoreVectorOperation;
import jdk.internal.vm.vector.VectorSupport.VectorSpecies;
import sun.nio.ch.DirectBuffer;

/**
 * Loads and stores vectors in native memory by its address: one instruction each. The Vector API's
 * own way through a {@link ByteBuffer} reads the buffer's limit, base, address and scope again
 * before each of them, which takes longer than the transforms of Winograd themselves. Nothing
 * checks the bounds here: callers get their buffers from a plan, which worked out their sizes. Code
 * that is not compiled yet takes the checked way.
 */
final class DirectVectors {
  @SuppressWarnings("unchecked")
  private static final Class<? extends FloatVector> FLOATS =
      (Class<? extends FloatVector>) (Class<?>) SPECIES.vectorType();

  private static final Class<?> SHORTS = HALVES.vectorType();
  private static final int SHORT_LANES = HALVES.length();

  @SuppressWarnings("unchecked")
  private static final VectorSpecies<Float> INTERNAL = (VectorSpecies<Float>) (Object) SPECIES;

  private static final LoadOperation<ByteBuffer, FloatVector, Float, VectorSpecies<Float>> LOAD =
      (buffer, at, species) -> FloatVector.fromByteBuffer(SPECIES, buffer, at, ORDER);

  private static final StoreVectorOperation<ByteBuffer, FloatVector> STORE =
      (buffer, at, vector) -> vector.intoByteBuffer(buffer, at, ORDER);

  private static final StoreVectorOperation<ByteBuffer, ShortVector> STORE_HALVES =
      (buffer, at, vector) -> vector.intoByteBuffer(buffer, at, ORDER);

  private DirectVectors() {}

  static FloatVector load(ByteBuffer buffer, int at) {
    return VectorSupport.load(
        FLOATS,
        float.class,
        LANES,
        null,
        ((DirectBuffer) buffer).address() + at,
        buffer,
        at,
        INTERNAL,
        LOAD);
  }

  static void store(FloatVector vector, ByteBuffer buffer, int at) {
    VectorSupport.store(
        FLOATS,
        float.class,
        LANES,
        null,
        ((DirectBuffer) buffer).address() + at,
        vector,
        buffer,
        at,
        STORE);
  }

  static void store(ShortVector vector, ByteBuffer buffer, int at) {
    VectorSupport.store(
        SHORTS,
        short.class,
        SHORT_LANES,
        null,
        ((DirectBuffer) buffer).address() + at,
        vector,
        buffer,
        at,
        STORE_HALVES);
  }
}
