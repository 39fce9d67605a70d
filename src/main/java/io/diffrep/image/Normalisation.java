package io.diffrep.image;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The standardisation of pixels, channel by channel: {@code (pixel - mean) / deviation}, with mean
 * and deviation of the training set in pixel units (0 to 255), so that the data has mean 0 and
 * deviation 1 ({@code sigma_data = 1}).
 */
public final class Normalisation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] mean;
  private final float[] deviation;

  /** The value of each pixel in each channel; made when first asked for. */
  private transient volatile float[][] tables;

  /**
   * @param mean mean of each channel, 0 to 255, {@code [channels]}
   * @param deviation deviation of each channel, above 0, {@code [channels]}
   * @throws IllegalArgumentException if there are not 1 or 3 of each, or a value is out of range
   */
  public Normalisation(float[] mean, float[] deviation) {
    if ((mean.length != 1 && mean.length != 3) || deviation.length != mean.length) {
      throw new IllegalArgumentException(
          "a normalisation has 1 or 3 means and as many deviations, not "
              + mean.length
              + " and "
              + deviation.length);
    }
    for (int c = 0; c < mean.length; c++) {
      if (!(mean[c] >= 0 && mean[c] <= 255) || !(deviation[c] > 0 && deviation[c] <= 255)) {
        throw new IllegalArgumentException(
            "channel "
                + c
                + " has mean "
                + mean[c]
                + " and deviation "
                + deviation[c]
                + ": the mean must lie in 0..255 and the deviation above 0, at most 255");
      }
    }
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  /** How many channels it is for: 1 or 3. */
  public int channels() {
    return mean.length;
  }

  /** Mean of each channel in pixel units; a copy. */
  public float[] mean() {
    return mean.clone();
  }

  /** Deviation of each channel in pixel units; a copy. */
  public float[] deviation() {
    return deviation.clone();
  }

  /**
   * Writes the standardised planes of an image.
   *
   * @param hwc pixels as unsigned bytes {@code [height, width, channels]}
   * @param shape the image's shape
   * @param chw receives {@code [channels, height, width]}
   * @param offset where in {@code chw} to begin
   * @throws IllegalArgumentException if the shape has other channels than the normalisation, or the
   *     pixels do not fill it
   */
  public void apply(byte[] hwc, ImageShape shape, float[] chw, int offset) {
    int channels = channels();
    if (shape.channels() != channels || hwc.length != shape.size()) {
      throw new IllegalArgumentException(
          hwc.length
              + " bytes of shape "
              + shape
              + " cannot be standardised for "
              + channels
              + " channels");
    }
    float[][] values = tables();
    int plane = shape.height() * shape.width();
    for (int c = 0; c < channels; c++) {
      float[] standardised = values[c];
      int to = offset + c * plane;
      for (int i = 0, from = c; i < plane; i++, from += channels) {
        chw[to + i] = standardised[hwc[from] & 0xff];
      }
    }
  }

  /**
   * The pixels of standardised planes: the inverse of {@link #apply}, rounded, and cut off at 0 and
   * 255.
   *
   * @param chw {@code [channels, height, width]}
   * @param shape the image's shape
   * @return unsigned bytes {@code [height, width, channels]}
   */
  public byte[] pixels(float[] chw, ImageShape shape) {
    int plane = shape.height() * shape.width();
    byte[] hwc = new byte[shape.size()];
    for (int i = 0; i < hwc.length; i++) {
      int c = i % channels();
      long pixel = Math.round((double) chw[c * plane + i / channels()] * deviation[c] + mean[c]);
      hwc[i] = (byte) Math.max(0, Math.min(255, pixel));
    }
    return hwc;
  }

  /**
   * The values of the 256 pixels {@code [channels, 256]}: the same as dividing each time, at the
   * cost of a look-up.
   */
  private float[][] tables() {
    float[][] made = tables;
    if (made == null) {
      made = new float[channels()][256];
      for (int c = 0; c < made.length; c++) {
        for (int pixel = 0; pixel < made[c].length; pixel++) {
          made[c][pixel] = (pixel - mean[c]) / deviation[c];
        }
      }
      tables = made;
    }
    return made;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Normalisation that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(deviation, that.deviation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
  }

  @Override
  public String toString() {
    return "Normalisation[mean="
        + Arrays.toString(mean)
        + ", deviation="
        + Arrays.toString(deviation)
        + "]";
  }
}
