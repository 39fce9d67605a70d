package io.diffrep.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Images as PNG files. */
public final class PngWriter {
  private PngWriter() {}

  /**
   * The bytes of a PNG file.
   *
   * @param shape the image's shape
   * @param pixels unsigned bytes {@code [height, width, channels]}
   */
  public static byte[] png(ImageShape shape, byte[] pixels) {
    boolean gray = shape.channels() == 1;
    BufferedImage image =
        new BufferedImage(
            shape.width(),
            shape.height(),
            gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    int[] samples = new int[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = pixels[i] & 0xff;
    }
    // The raster itself: setRGB would convert gray from sRGB and change its values.
    image.getRaster().setPixels(0, 0, shape.width(), shape.height(), samples);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("an image could not be written into memory", e);
    }
    return out.toByteArray();
  }
}
