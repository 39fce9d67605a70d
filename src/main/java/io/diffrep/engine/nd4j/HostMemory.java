package io.diffrep.engine.nd4j;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Direct access to arrays of host backends. */
final class HostMemory {
  private HostMemory() {}

  /** The memory of a row-major array that is no view of another. */
  static FloatBuffer of(INDArray array) {
    if (array.offset() != 0 || array.ordering() != 'c') {
      throw new IllegalArgumentException(
          "not a whole row-major array: " + array.shapeInfoToString());
    }
    return array.data().pointer().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
