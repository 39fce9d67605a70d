package io.diffrep.engine.host;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Scale and shift behind a norm, on the heap: learned per channel or given per image (FiLM). */
abstract sealed class NormAffine {
  /** Reads the current numbers. */
  abstract void load();

  abstract float scale(int image, int channel);

  abstract float shift(int image, int channel);

  /** Forgets the gradients of the last step. */
  abstract void clearGradients();

  abstract void addGradients(int image, int channel, float scale, float shift);

  /** Hands the gradients on. */
  abstract void deliverGradients();

  /** Learned, one pair a channel. */
  static final class Learned extends NormAffine {
    private final FloatBuffer scaleValues;
    private final FloatBuffer shiftValues;
    private final FloatBuffer scaleTarget;
    private final FloatBuffer shiftTarget;
    private final float[] scale;
    private final float[] shift;
    private final float[] scaleGradient;
    private final float[] shiftGradient;

    /** The targets are null at inference. */
    Learned(
        FloatBuffer scale, FloatBuffer shift, FloatBuffer scaleTarget, FloatBuffer shiftTarget) {
      this.scaleValues = scale;
      this.shiftValues = shift;
      this.scaleTarget = scaleTarget;
      this.shiftTarget = shiftTarget;
      this.scale = new float[scale.capacity()];
      this.shift = new float[shift.capacity()];
      scaleGradient = new float[scale.capacity()];
      shiftGradient = new float[shift.capacity()];
    }

    @Override
    void load() {
      scaleValues.get(0, scale);
      shiftValues.get(0, shift);
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
    void clearGradients() {
      Arrays.fill(scaleGradient, 0);
      Arrays.fill(shiftGradient, 0);
    }

    @Override
    void addGradients(int image, int channel, float scale, float shift) {
      scaleGradient[channel] += scale;
      shiftGradient[channel] += shift;
    }

    @Override
    void deliverGradients() {
      scaleTarget.put(0, scaleGradient);
      shiftTarget.put(0, shiftGradient);
    }
  }

  /** Given per image: a row of all {@code scale - 1}, then all shifts. */
  static final class Film extends NormAffine {
    private final int channels;
    private final FloatBuffer film;
    private final FloatBuffer target;
    private final float[] values;

    Film(RowTensor film, int channels) {
      this.channels = channels;
      this.film = film.values();
      target = film.hasGradient() ? film.gradients() : null;
      values = new float[film.length()];
    }

    @Override
    void load() {
      film.get(0, values);
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
    void clearGradients() {
      // They are added to the row's, which others may have begun.
    }

    @Override
    void addGradients(int image, int channel, float scale, float shift) {
      if (target != null) {
        int at = 2 * channels * image + channel;
        target.put(at, target.get(at) + scale);
        target.put(at + channels, target.get(at + channels) + shift);
      }
    }

    @Override
    void deliverGradients() {
      // They are where they belong.
    }
  }
}
