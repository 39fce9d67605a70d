package io.diffrep.evaluate;

import io.diffrep.image.ImageShape;
import io.diffrep.runtime.KebabCase;
import java.util.Arrays;

/**
 * What can be seen in an image without knowing what it shows. Bright is ink: an image counts as
 * bright strokes on a dark ground, such as MNIST's digits.
 */
public enum ImageAttribute {
  /** Ink mass: the mean of all values, 0 to 1. */
  INK {
    @Override
    double[] of(byte[] pixels, ImageShape shape) {
      double sum = 0;
      for (byte value : pixels) {
        sum += value & 0xff;
      }
      return new double[] {sum / (255.0 * pixels.length)};
    }
  },
  /**
   * Slant of the ink: {@code mu11 / mu02} of its second moments about its centre, the shift to the
   * right in pixels with each row further down; 0 for ink without height.
   */
  SLANT {
    @Override
    double[] of(byte[] pixels, ImageShape shape) {
      double mass = 0;
      double x = 0;
      double y = 0;
      double xy = 0;
      double yy = 0;
      for (int i = 0; i < pixels.length; i++) {
        int ink = pixels[i] & 0xff;
        int column = i / shape.channels() % shape.width();
        int row = i / shape.channels() / shape.width();
        mass += ink;
        x += (double) ink * column;
        y += (double) ink * row;
        xy += (double) ink * column * row;
        yy += (double) ink * row * row;
      }
      // Whole numbers up to here: ink in a single row leaves exactly 0.
      double height = mass * yy - y * y;
      return new double[] {height == 0 ? 0 : (mass * xy - x * y) / height};
    }
  },
  /** Mean colour of the border: red, green and blue, 0 to 1. Of RGB images alone. */
  BORDER {
    @Override
    boolean isSeenIn(ImageShape shape) {
      return shape.channels() == 3;
    }

    @Override
    double[] of(byte[] pixels, ImageShape shape) {
      double[] sums = new double[shape.channels()];
      int count = 0;
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          int edge =
              Math.min(
                  Math.min(row, shape.height() - 1 - row),
                  Math.min(column, shape.width() - 1 - column));
          if (edge < BORDER_WIDTH) {
            count++;
            for (int c = 0; c < sums.length; c++) {
              sums[c] += pixels[(row * shape.width() + column) * sums.length + c] & 0xff;
            }
          }
        }
      }
      double whole = 255.0 * count;
      return Arrays.stream(sums).map(sum -> sum / whole).toArray();
    }
  };

  private static final int BORDER_WIDTH = 2;

  /** Whether images of a shape have it. */
  boolean isSeenIn(ImageShape shape) {
    return true;
  }

  /**
   * Its values.
   *
   * @param pixels uint8, row-major {@code [height, width, channels]}
   */
  abstract double[] of(byte[] pixels, ImageShape shape);

  /** Its name in tables. */
  public String label() {
    return KebabCase.of(this);
  }
}
