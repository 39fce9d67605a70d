package io.diffrep.engine.nd4j;

import io.diffrep.engine.HostFloats;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Scale and shift of a normalised feature, on the heap: learned per channel or given per image. */
abstract sealed class Affine {
  /** Reads the current scales and shifts. */
  abstract void load();

  abstract float scale(int image, int channel);

  abstract float shift(int image, int channel);

  /** Forgets the gradients of the last step. */
  abstract void clear();

  abstract void addGradient(int image, int channel, float scale, float shift);

  /** Hands the gradients on. */
  abstract void deliver();

  /** Learned, one pair a channel. */
  static final class Learned extends Affine {
    private final INDArray scaleValue;
    private final INDArray shiftValue;
    private final INDArray scaleGradient;
    private final INDArray shiftGradient;
    private float[] scale;
    private float[] shift;
    private final float[] scaleSum;
    private final float[] shiftSum;

    Learned(INDArray scale, INDArray shift, INDArray scaleGradient, INDArray shiftGradient) {
      this.scaleValue = scale;
      this.shiftValue = shift;
      this.scaleGradient = scaleGradient;
      this.shiftGradient = shiftGradient;
      scaleSum = new float[(int) scale.length()];
      shiftSum = new float[(int) shift.length()];
    }

    @Override
    void load() {
      scale = scaleValue.toFloatVector();
      shift = shiftValue.toFloatVector();
    }

    @Override
    float scale(int image, int channel) {
      return scale[channel];
    }

    @Override
    float shift(int image, int channel) {
      return shift[channel];
    }

    @Override
    void clear() {
      Arrays.fill(scaleSum, 0);
      Arrays.fill(shiftSum, 0);
    }

    @Override
    void addGradient(int image, int channel, float scale, float shift) {
      scaleSum[channel] += scale;
      shiftSum[channel] += shift;
    }

    @Override
    void deliver() {
      assign(scaleGradient, scaleSum);
      assign(shiftGradient, shiftSum);
    }

    private static void assign(INDArray target, float[] values) {
      try (INDArray array = Nd4j.createFromArray(values)) {
        target.assign(array);
      }
    }
  }

  /** Given per image: a row of all {@code scale - 1}, then all shifts. */
  static final class Film extends Affine {
    private final Cell film;
    private final int channels;
    private final float[] values;
    private final float[] gradients;

    Film(Cell film, int channels) {
      this.film = film;
      this.channels = channels;
      int length = (int) (film.shape()[0] * film.shape()[1]);
      values = new float[length];
      gradients = new float[length];
    }

    @Override
    void load() {
      HostFloats.of(film.data()).get(0, values);
    }

    @Override
    float scale(int image, int channel) {
      return 1 + values[2 * channels * image + channel];
    }

    @Override
    float shift(int image, int channel) {
      return values[2 * channels * image + channels + channel];
    }

    @Override
    void clear() {
      // Each entry is written once, so there is nothing to forget.
    }

    @Override
    void addGradient(int image, int channel, float scale, float shift) {
      gradients[2 * channels * image + channel] = scale;
      gradients[2 * channels * image + channels + channel] = shift;
    }

    @Override
    void deliver() {
      INDArray share = film.share();
      HostFloats.of(share).put(0, gradients);
      film.deliver(share);
    }
  }
}
