package io.diffrep.image;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * From ImageIO's images to unsigned bytes. Samples are taken from the raster as they are stored:
 * {@link BufferedImage#getRGB} would send gray through a colour conversion that changes it.
 */
final class Samples {
  private Samples() {}

  /** One channel if the image's type is gray, else three. */
  static DecodedImage pixels(BufferedImage image) throws ImageRejected {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return fromPalette(image.getRaster(), palette);
    }
    int colours = model.getNumColorComponents();
    if (colours == 1) {
      return direct(image.getRaster(), 1, model);
    }
    if (colours == 3 && model.getColorSpace().isCS_sRGB()) {
      return direct(image.getRaster(), 3, model);
    }
    if (model.hasAlpha()) {
      throw new ImageRejected(
          Reason.UNSUPPORTED_FORMAT,
          "has transparency and " + colours + " colour components that are not sRGB");
    }
    BufferedImage converted =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    new ColorConvertOp(ColorSpace.getInstance(ColorSpace.CS_sRGB), null).filter(image, converted);
    return direct(converted.getRaster(), 3, converted.getColorModel());
  }

  private static DecodedImage direct(Raster raster, int colours, ColorModel model)
      throws ImageRejected {
    int bits = model.getComponentSize(0);
    for (int size : model.getComponentSize()) {
      if (size != bits || (bits != 8 && bits != 16)) {
        throw new ImageRejected(
            Reason.UNSUPPORTED_FORMAT, "has samples of " + size + " bits; 8 and 16 are read");
      }
    }
    if (model.isAlphaPremultiplied()) {
      throw new ImageRejected(Reason.UNSUPPORTED_FORMAT, "has premultiplied transparency");
    }
    int bands = raster.getNumBands();
    int alpha = model.hasAlpha() ? bands - 1 : -1;
    int max = (1 << bits) - 1;
    ImageShape shape = new ImageShape(colours, raster.getHeight(), raster.getWidth());
    byte[] pixels = new byte[shape.size()];
    int[] row = new int[shape.width() * bands];
    int to = 0;
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, shape.width(), 1, row);
      for (int from = 0; from < row.length; from += bands) {
        for (int c = 0; c < colours; c++) {
          int value = row[from + c];
          if (alpha >= 0) {
            value = onWhite(value, row[from + alpha], max);
          }
          pixels[to++] = (byte) (value >> (bits - 8));
        }
      }
    }
    return new DecodedImage(shape, pixels);
  }

  private static DecodedImage fromPalette(Raster raster, IndexColorModel palette) {
    byte[] colours = new byte[3 * palette.getMapSize()];
    boolean gray = true;
    for (int i = 0; i < palette.getMapSize(); i++) {
      Color colour = new Color(palette.getRGB(i), true);
      colours[3 * i] = (byte) onWhite(colour.getRed(), colour.getAlpha(), 255);
      colours[3 * i + 1] = (byte) onWhite(colour.getGreen(), colour.getAlpha(), 255);
      colours[3 * i + 2] = (byte) onWhite(colour.getBlue(), colour.getAlpha(), 255);
      gray &= colours[3 * i] == colours[3 * i + 1] && colours[3 * i] == colours[3 * i + 2];
    }
    int channels = gray ? 1 : 3;
    ImageShape shape = new ImageShape(channels, raster.getHeight(), raster.getWidth());
    byte[] pixels = new byte[shape.size()];
    int[] row = new int[shape.width()];
    int to = 0;
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, shape.width(), 1, row);
      for (int index : row) {
        System.arraycopy(colours, 3 * index, pixels, to, channels);
        to += channels;
      }
    }
    return new DecodedImage(shape, pixels);
  }

  /** Composites a sample on white, rounded: {@code value a + max (1 - a)}. */
  private static int onWhite(int value, int alpha, int max) {
    return (int) (((long) value * alpha + (long) max * (max - alpha) + max / 2) / max);
  }
}
