package io.diffrep.engine.host;

import io.diffrep.engine.HostFloats;
import java.util.function.Consumer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's arrays of a host backend as native memory. */
final class HostArrays {
  private HostArrays() {}

  /** Hands the memory of an array's numbers, as floats in row-major order, to a reader. */
  static void read(INDArray array, Consumer<FloatPointer> reader) {
    if (HostFloats.isPlain(array)) {
      reader.accept(pointer(array));
      return;
    }
    try (INDArray floats = array.castTo(DataType.FLOAT).dup('c')) {
      reader.accept(pointer(floats));
    }
  }

  /** A new array of numbers that a buffer begins with. */
  static INDArray array(NativeBuffer from, long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    from.copyTo(pointer(array), array.length());
    return array;
  }

  /** The memory of a plain array. */
  static FloatPointer pointer(INDArray array) {
    return new FloatPointer(array.data().pointer()).getPointer(array.offset());
  }
}
