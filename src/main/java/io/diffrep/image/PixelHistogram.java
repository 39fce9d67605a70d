package io.diffrep.image;

import java.io.Serializable;

/**
 * How often each pixel value occurs in each channel of a set of images. Its counts are whole
 * numbers, so that mean and deviation are the same to the last bit in whatever order images are
 * added and histograms merged. Not for use by several threads.
 */
public final class PixelHistogram implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int VALUES = 256;

  private final int channels;
  private final long[] counts;

  /**
   * @param channels 1 or 3
   */
  public PixelHistogram(int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("an image has 1 or 3 channels, not " + channels);
    }
    this.channels = channels;
    this.counts = new long[channels * VALUES];
  }

  /**
   * Counts an image's pixels.
   *
   * @param hwc unsigned bytes {@code [height, width, channels]}
   * @return this
   * @throws IllegalArgumentException if they are no whole number of pixels
   */
  public PixelHistogram add(byte[] hwc) {
    if (hwc.length % channels != 0) {
      throw new IllegalArgumentException(
          hwc.length + " bytes are no whole number of pixels of " + channels + " channels");
    }
    for (int i = 0; i < hwc.length; i += channels) {
      for (int c = 0; c < channels; c++) {
        counts[c * VALUES + (hwc[i + c] & 0xff)]++;
      }
    }
    return this;
  }

  /**
   * Adds the counts of another histogram of as many channels.
   *
   * @return this
   */
  public PixelHistogram merge(PixelHistogram other) {
    if (other.channels != channels) {
      throw new IllegalArgumentException(
          "a histogram of " + other.channels + " channels does not go into one of " + channels);
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], other.counts[i]);
    }
    return this;
  }

  /**
   * The normalisation that gives these pixels mean 0 and deviation 1 (population deviation). A
   * channel whose pixels are all alike gets deviation 1, so that it becomes 0.
   *
   * @throws IllegalStateException if nothing was counted
   */
  public Normalisation normalisation() {
    float[] mean = new float[channels];
    float[] deviation = new float[channels];
    for (int c = 0; c < channels; c++) {
      long n = 0;
      double sum = 0;
      for (int value = 0; value < VALUES; value++) {
        n += counts[c * VALUES + value];
        sum += (double) value * counts[c * VALUES + value];
      }
      if (n == 0) {
        throw new IllegalStateException("a normalisation needs at least one image");
      }
      double centre = sum / n;
      double squares = 0;
      for (int value = 0; value < VALUES; value++) {
        squares += (value - centre) * (value - centre) * counts[c * VALUES + value];
      }
      mean[c] = (float) centre;
      float spread = (float) Math.sqrt(squares / n);
      deviation[c] = spread > 0 ? spread : 1;
    }
    return new Normalisation(mean, deviation);
  }
}
