package io.diffrep.image;

import java.util.Arrays;

/**
 * An image as pixels.
 *
 * @param shape channels, height, width
 * @param pixels unsigned bytes {@code [height, width, channels]}, row-major, RGB or gray; not
 *     copied, so whoever made the image must not change them
 */
@SuppressWarnings(
    "ArrayRecordComponent") // equality is by content, below; copies would double memory
public record DecodedImage(ImageShape shape, byte[] pixels) {
  /** Refuses pixels that do not fill the shape. */
  public DecodedImage {
    if (pixels.length != shape.size()) {
      throw new IllegalArgumentException(
          pixels.length + " bytes are no image of shape " + shape + ", which has " + shape.size());
    }
  }

  /**
   * The same image with the channels that are asked for; itself if it has them.
   *
   * @param channels one channel, three, or those that it has
   */
  public DecodedImage as(Channels channels) {
    return switch (channels) {
      case AUTO -> this;
      case GRAY -> shape.channels() == 1 ? this : gray();
      case RGB -> shape.channels() == 3 ? this : rgb();
    };
  }

  private DecodedImage gray() {
    byte[] gray = new byte[pixels.length / 3];
    for (int i = 0, p = 0; i < gray.length; i++, p += 3) {
      int red = pixels[p] & 0xff;
      int green = pixels[p + 1] & 0xff;
      int blue = pixels[p + 2] & 0xff;
      // Rec. 601 luma in 16-bit fixed point, rounded: the weights add up to 65536.
      gray[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
    return new DecodedImage(new ImageShape(1, shape.height(), shape.width()), gray);
  }

  private DecodedImage rgb() {
    byte[] rgb = new byte[Math.multiplyExact(pixels.length, 3)];
    for (int i = 0, p = 0; i < pixels.length; i++, p += 3) {
      rgb[p] = pixels[i];
      rgb[p + 1] = pixels[i];
      rgb[p + 2] = pixels[i];
    }
    return new DecodedImage(new ImageShape(3, shape.height(), shape.width()), rgb);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecodedImage image
        && shape.equals(image.shape)
        && Arrays.equals(pixels, image.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(pixels);
  }

  /** The shape; the pixels would be of no help. */
  @Override
  public String toString() {
    return "DecodedImage[" + shape + "]";
  }
}
