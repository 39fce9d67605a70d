package io.diffrep.engine;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of ND4J's arrays without a copy on the heap. Where arrays live on a device, ND4J
 * brings them here first.
 */
public final class HostFloats {
  private HostFloats() {}

  /**
   * The numbers of an array, to be read.
   *
   * @throws IllegalArgumentException if they are not floats in row-major order, one after the other
   */
  public static FloatBuffer of(INDArray array) {
    if (!isPlain(array)) {
      throw new IllegalArgumentException(
          "not floats in row-major order: " + array.dataType() + " " + array.shapeInfoToString());
    }
    FloatBuffer buffer = array.data().asNioFloat();
    return buffer.slice(buffer.position(), Math.toIntExact(array.length()));
  }

  /**
   * Whether an array's numbers are floats in row-major order, one after the other, whatever that
   * order is called: where a dimension has one place, its stride says nothing.
   */
  public static boolean isPlain(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      return false;
    }
    long expected = 1;
    for (int dimension = array.rank() - 1; dimension >= 0; dimension--) {
      if (array.size(dimension) != 1 && array.stride(dimension) != expected) {
        return false;
      }
      expected *= array.size(dimension);
    }
    return true;
  }

  /** A copy of an array's numbers, which {@link #of} must be able to read. */
  public static float[] copy(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    of(array).get(values);
    return values;
  }

  /** To be called once something was written into the buffer of an array: a device asks again. */
  public static void written(INDArray array) {
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
  }
}
