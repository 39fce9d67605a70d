package io.diffrep.engine.host;

import java.nio.FloatBuffer;

/** Rows of a plan, {@code [batch, size]}; small beside the maps, so each has space of its own. */
final class RowTensor {
  private final int batch;
  private final int size;
  private final NativeBuffer data;
  private final NativeBuffer gradient;

  /**
   * @param gradient whether it has one: a sum, begun at zero before each backward pass
   */
  RowTensor(int batch, int size, BufferPool pool, boolean gradient) {
    this.batch = batch;
    this.size = size;
    long bytes = (long) batch * size * Float.BYTES;
    data = pool.own(bytes);
    this.gradient = gradient ? pool.own(bytes) : null;
  }

  int batch() {
    return batch;
  }

  int size() {
    return size;
  }

  int length() {
    return batch * size;
  }

  NativeBuffer data() {
    return data;
  }

  boolean hasGradient() {
    return gradient != null;
  }

  NativeBuffer gradient() {
    return gradient;
  }

  FloatBuffer values() {
    return data.floats();
  }

  FloatBuffer gradients() {
    return gradient.floats();
  }
}
