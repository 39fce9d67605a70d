package io.diffrep.image;

import io.diffrep.sde.NoiseStream;
import java.util.Arrays;

/**
 * Changes images by chance, on the heap: standardised planes {@code [channels, height, width]} into
 * others of the same shape. For one thread.
 */
public final class Augmentation {
  /** Narrowest and widest crop, width to height, as a factor of the image's own. */
  private static final double ASPECT = 4.0 / 3;

  private final AugmentationSettings settings;
  private final ImageShape shape;
  private final float[] black;
  private final float[] source;

  /**
   * @param settings what is done
   * @param normalisation by which the images are standardised
   * @param shape of the images
   */
  public Augmentation(
      AugmentationSettings settings, Normalisation normalisation, ImageShape shape) {
    this.settings = settings;
    this.shape = shape;
    black = new float[shape.channels()];
    for (int c = 0; c < black.length; c++) {
      black[c] = -normalisation.mean()[c] / normalisation.deviation()[c];
    }
    source = new float[shape.size()];
  }

  /**
   * Mirrors and shifts. What comes in from outside is the image reflected at its border.
   *
   * @param stream where chance comes from
   * @param image holds the image and receives the changed one
   * @param offset where it begins
   */
  public void light(NoiseStream stream, float[] image, int offset) {
    boolean mirrored = mirrored(stream);
    int down = whole(stream, -settings.shift(), settings.shift());
    int right = whole(stream, -settings.shift(), settings.shift());
    System.arraycopy(image, offset, source, 0, source.length);
    int height = shape.height();
    int width = shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < height; y++) {
        int row = (c * height + reflected(y - down, height)) * width;
        for (int x = 0; x < width; x++) {
          int column = reflected(x - right, width);
          image[offset + (c * height + y) * width + x] =
              source[row + (mirrored ? width - 1 - column : column)];
        }
      }
    }
  }

  /**
   * Makes a view: a part of the image, brought to its whole size, perhaps mirrored, brighter or
   * darker, with a square of mean colour in it. Each channel is changed about black.
   *
   * @param stream where chance comes from
   * @param image planes of the image
   * @param from where they begin
   * @param view receives the view; may be {@code image} at the same place
   * @param to where it begins
   */
  public void view(NoiseStream stream, float[] image, int from, float[] view, int to) {
    System.arraycopy(image, from, source, 0, source.length);
    double area = settings.crop() + (1 - settings.crop()) * stream.uniform();
    // As far from the image's own as fits into it.
    double limit = Math.min(ASPECT, 1 / area);
    double aspect = StrictMath.pow(limit, 2 * stream.uniform() - 1);
    double high = Math.sqrt(area / aspect) * shape.height();
    double wide = Math.sqrt(area * aspect) * shape.width();
    double top = (shape.height() - high) * stream.uniform();
    double left = (shape.width() - wide) * stream.uniform();
    boolean mirrored = mirrored(stream);
    float light = (float) (1 + settings.brightness() * (2 * stream.uniform() - 1));
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        double row = top + (y + 0.5) * high / shape.height() - 0.5;
        for (int x = 0; x < shape.width(); x++) {
          int place = mirrored ? shape.width() - 1 - x : x;
          double column = left + (place + 0.5) * wide / shape.width() - 0.5;
          float value = bilinear(c, row, column);
          view[to + (c * shape.height() + y) * shape.width() + x] =
              black[c] + light * (value - black[c]);
        }
      }
    }
    cutOut(stream, view, to);
  }

  private void cutOut(NoiseStream stream, float[] view, int to) {
    int side = (int) Math.round(settings.cutOut() * Math.min(shape.height(), shape.width()));
    int top = whole(stream, 0, shape.height() - side);
    int left = whole(stream, 0, shape.width() - side);
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = top; y < top + side; y++) {
        int row = to + (c * shape.height() + y) * shape.width();
        // Standardised, the mean colour is 0.
        Arrays.fill(view, row + left, row + left + side, 0);
      }
    }
  }

  private boolean mirrored(NoiseStream stream) {
    return stream.uniform() < 0.5 && settings.mirror();
  }

  private static int whole(NoiseStream stream, int least, int most) {
    return least + (int) ((most - least + 1) * stream.uniform());
  }

  /** A place outside, reflected at the border's pixel until it lies inside. */
  private static int reflected(int place, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int inside = Math.floorMod(place, period);
    return inside < size ? inside : period - inside;
  }

  private float bilinear(int channel, double row, double column) {
    int above = (int) Math.floor(row);
    int before = (int) Math.floor(column);
    float down = (float) (row - above);
    float right = (float) (column - before);
    float upper = between(channel, above, before, right);
    float lower = between(channel, above + 1, before, right);
    return upper + down * (lower - upper);
  }

  private float between(int channel, int row, int column, float share) {
    int inside = Math.max(0, Math.min(shape.height() - 1, row));
    int start = (channel * shape.height() + inside) * shape.width();
    float left = source[start + Math.max(0, Math.min(shape.width() - 1, column))];
    float right = source[start + Math.max(0, Math.min(shape.width() - 1, column + 1))];
    return left + share * (right - left);
  }
}
