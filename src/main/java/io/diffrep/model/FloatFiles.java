package io.diffrep.model;

import io.diffrep.engine.HostFloats;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Vectors of single precision as files: the bare numbers, little-endian. */
final class FloatFiles {
  private static final int CHUNK = 1 << 16;

  private FloatFiles() {}

  static void write(INDArray vector, OutputStream out) throws IOException {
    float[] values = HostFloats.copy(vector);
    ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < values.length; start += CHUNK) {
      int count = Math.min(CHUNK, values.length - start);
      buffer.clear();
      buffer.asFloatBuffer().put(values, start, count);
      out.write(buffer.array(), 0, 4 * count);
    }
  }

  static INDArray read(byte[] bytes) {
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Nd4j.createFromArray(values);
  }
}
