package io.diffrep.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Reads JPEG files through TwelveMonkeys' reader, which knows CMYK, YCCK, lossless files and many
 * harmless oddities that the JDK's own reader refuses.
 */
final class JpegReader {
  private JpegReader() {}

  static BufferedImage read(byte[] content, SizeCheck size) throws IOException, ImageRejected {
    JpegFrame.refuseUnsupported(content);
    ImageReader reader = provider().createReaderInstance();
    List<String> warnings = new ArrayList<>();
    try (ByteArrayImageInputStream in = new ByteArrayImageInputStream(content)) {
      // Half-read files decode without an exception: only the warnings tell.
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      size.accept(reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0, colourAsRgb(reader));
      refuseIfDamaged(warnings);
      return image;
    } finally {
      reader.dispose();
    }
  }

  /** Gray stays as it is stored; colour of whatever kind is asked for as sRGB. */
  private static ImageReadParam colourAsRgb(ImageReader reader) throws IOException {
    ImageReadParam param = reader.getDefaultReadParam();
    ImageTypeSpecifier raw = reader.getRawImageType(0);
    if (raw != null && raw.getNumBands() == 1) {
      return param;
    }
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    while (types.hasNext()) {
      ImageTypeSpecifier type = types.next();
      if (type.getBufferedImageType() == BufferedImage.TYPE_3BYTE_BGR) {
        param.setDestinationType(type);
        break;
      }
    }
    return param;
  }

  /**
   * Warnings about the data itself mean that pixels are made up; those about profiles, markers and
   * bytes between segments do not.
   */
  private static void refuseIfDamaged(List<String> warnings) throws ImageRejected {
    for (String warning : warnings) {
      String text = warning.toLowerCase(Locale.ROOT);
      if (text.contains("premature end") || text.contains("truncated")) {
        throw new ImageRejected(Reason.TRUNCATED, "the image ends too early: " + warning);
      }
      if (text.contains("corrupt jpeg data") && !text.contains("extraneous bytes")) {
        throw new ImageRejected(Reason.UNREADABLE, "the image is damaged: " + warning);
      }
    }
  }

  /**
   * TwelveMonkeys' provider, registered by hand where ImageIO has not found it: ImageIO looks for
   * plug-ins once, by the class loader of whichever thread asked first, and on a Spark executor
   * that may be one that does not see the application's jars. The provider must be registered since
   * only then it finds the JDK's reader, which it builds on.
   */
  private static ImageReaderSpi provider() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    synchronized (JpegReader.class) {
      JPEGImageReaderSpi known = registry.getServiceProviderByClass(JPEGImageReaderSpi.class);
      if (known == null) {
        known = new JPEGImageReaderSpi();
        registry.registerServiceProvider(known, ImageReaderSpi.class);
      }
      return known;
    }
  }
}
