package io.diffrep.engine.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.diffrep.engine.Operation.NormActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scale and shift of a normalised feature as ND4J arrays: learned or given per image. */
abstract sealed class AffineArrays implements AutoCloseable {
  /** Multiplies a feature map by the scale, in place. */
  abstract void scale(INDArray map);

  /** Adds the shift to a feature map, in place. */
  abstract void shift(INDArray map);

  /** Hands the gradients by scale and shift on, each {@code [batch, channels]}. */
  abstract void deliver(INDArray scale, INDArray shift);

  /** Frees what {@link #scale} and {@link #shift} made; they may be called again. */
  @Override
  public abstract void close();

  private static void inPlace(String operation, INDArray map, INDArray other) {
    Native.run(operation, new int[0], new INDArray[] {map, other}, map);
  }

  /** Learned, one pair a channel. */
  static final class Learned extends AffineArrays {
    private final INDArray scale;
    private final INDArray shift;
    private final INDArray scaleGradient;
    private final INDArray shiftGradient;

    Learned(NormActivation operation, Weights weights) {
      long[] perChannel = {1, operation.x().channels(), 1, 1};
      scale = weights.value(operation.scale()).reshape('c', perChannel);
      shift = weights.value(operation.shift()).reshape('c', perChannel);
      scaleGradient = weights.gradient(operation.scale());
      shiftGradient = weights.gradient(operation.shift());
    }

    @Override
    void scale(INDArray map) {
      inPlace("multiply", map, scale);
    }

    @Override
    void shift(INDArray map) {
      inPlace("add", map, shift);
    }

    @Override
    void deliver(INDArray scale, INDArray shift) {
      try (INDArray scaleSum = scale.sum(0);
          INDArray shiftSum = shift.sum(0)) {
        scaleGradient.assign(scaleSum);
        shiftGradient.assign(shiftSum);
      }
    }

    @Override
    public void close() {
      // The arrays are views of the plan's parameters.
    }
  }

  /** Given per image: a row of all {@code scale - 1}, then all shifts. */
  static final class Film extends AffineArrays {
    private final Cell film;
    private final int channels;
    private INDArray scale;
    private INDArray shift;

    Film(Cell film, int channels) {
      this.film = film;
      this.channels = channels;
    }

    private long[] perImage() {
      return new long[] {film.shape()[0], channels, 1, 1};
    }

    @Override
    void scale(INDArray map) {
      if (scale == null) {
        scale = film.data().get(all(), interval(0, channels)).add(1.0);
      }
      inPlace("multiply", map, scale.reshape('c', perImage()));
    }

    @Override
    void shift(INDArray map) {
      if (shift == null) {
        shift = film.data().get(all(), interval(channels, 2 * channels)).dup('c');
      }
      inPlace("add", map, shift.reshape('c', perImage()));
    }

    @Override
    void deliver(INDArray scale, INDArray shift) {
      INDArray share = film.share();
      share.get(all(), interval(0, channels)).assign(scale);
      share.get(all(), interval(channels, 2 * channels)).assign(shift);
      film.deliver(share);
    }

    @Override
    public void close() {
      if (scale != null) {
        scale.close();
        scale = null;
      }
      if (shift != null) {
        shift.close();
        shift = null;
      }
    }
  }
}
