package io.diffrep.engine.nd4j;

import io.diffrep.engine.Value;
import io.diffrep.engine.Value.FeatureMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A value of the graph at run time: its data and, in the backward pass, its gradient. */
final class Cell {
  private final Buffers buffers;
  private final long[] shape;
  private INDArray data;
  private INDArray gradient;

  Cell(Value value, int batch, Buffers buffers) {
    this.buffers = buffers;
    this.shape =
        value instanceof FeatureMap map
            ? new long[] {batch, map.channels(), map.height(), map.width()}
            : new long[] {batch, value.size()};
  }

  long[] shape() {
    return shape.clone();
  }

  /** The data; space for it is taken at the first call. */
  INDArray data() {
    if (data == null) {
      data = buffers.take(shape);
    }
    return data;
  }

  void releaseData() {
    if (data != null) {
      buffers.give(data);
      data = null;
    }
  }

  boolean hasGradient() {
    return gradient != null;
  }

  INDArray gradient() {
    return gradient;
  }

  /**
   * Space for one consumer's share of the gradient, of undefined content; {@link #deliver} must
   * follow.
   */
  INDArray share() {
    return buffers.take(shape);
  }

  /** Takes a share over as the gradient, or adds it to what other consumers delivered. */
  void deliver(INDArray share) {
    if (gradient == null) {
      gradient = share;
    } else {
      gradient.addi(share);
      buffers.give(share);
    }
  }

  /** Gives a share back that nobody needs. */
  void discard(INDArray share) {
    buffers.give(share);
  }

  /** Adds an array that stays its owner's to the gradient. */
  void deliverCopy(INDArray array) {
    if (gradient == null) {
      gradient = buffers.take(shape);
      gradient.assign(array.reshape('c', shape));
    } else {
      gradient.addi(array.reshape('c', shape));
    }
  }

  /** Hands the gradient over to another cell of the same shape. */
  INDArray surrenderGradient() {
    INDArray surrendered = gradient;
    gradient = null;
    return surrendered;
  }

  void releaseGradient() {
    if (gradient != null) {
      buffers.give(gradient);
      gradient = null;
    }
  }
}
