package io.diffrep.image;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;

/**
 * From the bytes of an image file to pixels. The format is told from the content, never from a
 * name. Reads PNG (all bit depths and colour types) and JPEG (baseline, progressive, lossless,
 * gray, RGB, CMYK and YCCK).
 *
 * <ul>
 *   <li>16-bit samples keep their high byte; gray of 1, 2 or 4 bits is scaled to 0..255.
 *   <li>Transparency is composited on white.
 *   <li>JPEGs are brought to sRGB; colour profiles and gamma of PNG files are not applied.
 *   <li>Only the first image of an animation is read.
 *   <li>Orientation marks (EXIF) are not applied.
 * </ul>
 *
 * <p>Whatever the bytes are, {@link #decode} gives an image or throws {@link ImageRejected}. May be
 * used by several threads.
 */
public final class ImageDecoder {
  private final DecodeSettings settings;

  /**
   * @param settings limits and channels
   */
  public ImageDecoder(DecodeSettings settings) {
    this.settings = settings;
  }

  /**
   * Decodes an image.
   *
   * @param content the whole file
   * @return pixels with the channels that the settings ask for
   * @throws ImageRejected with the reason and the detail, if the image cannot be used
   */
  public DecodedImage decode(byte[] content) throws ImageRejected {
    if (content.length == 0) {
      throw new ImageRejected(Reason.ZERO_BYTES, "the file has no content");
    }
    if (content.length > settings.maxBytes()) {
      throw tooManyBytes(content.length, settings.maxBytes());
    }
    try {
      return Samples.pixels(read(content)).as(settings.channels());
    } catch (EOFException e) {
      throw new ImageRejected(Reason.TRUNCATED, "the image ends too early", e);
    } catch (IOException | RuntimeException e) {
      // The readers throw whatever a broken file makes them trip over, not only IOException.
      if (e.getCause() instanceof EOFException) {
        throw new ImageRejected(Reason.TRUNCATED, "the image ends too early", e);
      }
      throw new ImageRejected(Reason.UNREADABLE, "cannot be decoded: " + describe(e), e);
    }
  }

  /**
   * The rejection of a file for its length, for callers that know the length before they read.
   *
   * @param length bytes of the file
   * @param maxBytes the limit
   */
  public static ImageRejected tooManyBytes(long length, long maxBytes) {
    return new ImageRejected(
        Reason.TOO_LARGE, "has " + length + " bytes, and the limit (max-bytes) is " + maxBytes);
  }

  private BufferedImage read(byte[] content) throws IOException, ImageRejected {
    ImageFormat format = ImageFormat.of(content);
    return switch (format) {
      case PNG -> PngReader.read(content, this::checkSize);
      case JPEG -> JpegReader.read(content, this::checkSize);
      case UNKNOWN ->
          throw new ImageRejected(
              Reason.UNREADABLE, "begins with " + ImageFormat.head(content) + ", as no image does");
      default ->
          throw new ImageRejected(
              Reason.UNSUPPORTED_FORMAT, "is " + format.title() + "; PNG and JPEG are read");
    };
  }

  private void checkSize(int width, int height) throws ImageRejected {
    if (width < 1 || height < 1) {
      throw new ImageRejected(
          Reason.UNREADABLE, "its header says " + width + " x " + height + " pixels");
    }
    if ((long) width * height > settings.maxPixels()) {
      throw new ImageRejected(
          Reason.TOO_LARGE,
          "has "
              + width
              + " x "
              + height
              + " = "
              + (long) width * height
              + " pixels, and the limit (max-pixels) is "
              + settings.maxPixels());
    }
  }

  private static String describe(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
