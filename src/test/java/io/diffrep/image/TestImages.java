package io.diffrep.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small images made on the spot, and their files. */
public final class TestImages {
  private TestImages() {}

  /** An image of random pixels. */
  public static DecodedImage random(ImageShape shape, long seed) {
    byte[] pixels = new byte[shape.size()];
    new Random(seed).nextBytes(pixels);
    return new DecodedImage(shape, pixels);
  }

  /** The PNG file of an image, 8 bits per sample. */
  public static byte[] png(DecodedImage image) {
    return write(buffered(image), "png", false);
  }

  /** The PNG file of any image that ImageIO holds. */
  static byte[] png(RenderedImage image) {
    return write(image, "png", false);
  }

  /** The PNG file of an image in seven passes (Adam7). */
  static byte[] interlacedPng(DecodedImage image) {
    return write(buffered(image), "png", true);
  }

  /** The baseline JPEG file of an image. */
  public static byte[] jpeg(DecodedImage image) {
    return write(buffered(image), "jpeg", false);
  }

  /** The progressive JPEG file of an image. */
  static byte[] progressiveJpeg(DecodedImage image) {
    return write(buffered(image), "jpeg", true);
  }

  /** The JPEG file of four bands with Adobe's mark: CMYK, stored as what is left of white. */
  static byte[] cmykJpeg(int width, int height, int... cmyk) {
    WritableRaster raster =
        Raster.createInterleavedRaster(java.awt.image.DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < 4; band++) {
          raster.setSample(x, y, band, 255 - cmyk[band]);
        }
      }
    }
    byte[] plain = write(new IIOImage(raster, null, null), "jpeg", false);
    byte[] adobe = {
      (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(plain, 0, 2);
    marked.writeBytes(adobe);
    marked.write(plain, 2, plain.length - 2);
    return marked.toByteArray();
  }

  /** A GIF file. */
  public static byte[] gif() {
    return write(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_INDEXED), "gif", false);
  }

  static BufferedImage buffered(DecodedImage image) {
    ImageShape shape = image.shape();
    int type = shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage buffered = new BufferedImage(shape.width(), shape.height(), type);
    int i = 0;
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        for (int c = 0; c < shape.channels(); c++) {
          buffered.getRaster().setSample(x, y, c, image.pixels()[i++] & 0xff);
        }
      }
    }
    return buffered;
  }

  private static byte[] write(RenderedImage image, String format, boolean progressive) {
    return write(new IIOImage(image, null, null), format, progressive);
  }

  private static byte[] write(IIOImage image, String format, boolean progressive) {
    ImageWriter writer = jdkWriter(format);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, image, param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static ImageWriter jdkWriter(String format) {
    java.util.Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getName().startsWith("com.sun.")) {
        return writer;
      }
    }
    throw new IllegalStateException("the JDK writes no " + format);
  }
}
