package io.diffrep.image;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** The image formats that can be told from the first bytes of a file, read or not. */
enum ImageFormat {
  PNG("PNG", "89504e470d0a1a0a"),
  JPEG("JPEG", "ffd8ff"),
  GIF("GIF", "47494638"),
  BMP("BMP", "424d"),
  TIFF("TIFF", "49492a00|4d4d002a|49492b00|4d4d002b"),
  WEBP("WebP", "52494646.{8}57454250"),
  ISO_MEDIA("AVIF, HEIC or another ISO media file", ".{8}66747970"),
  JPEG_2000("JPEG 2000", "0000000c6a502020|ff4fff51"),
  JPEG_XL("JPEG XL", "ff0a|0000000c4a584c20"),
  PHOTOSHOP("Photoshop", "38425053"),
  ICON("an icon", "00000[12]00"),
  UNKNOWN("unknown", "");

  /** The longest signature above in bytes. */
  private static final int HEAD = 12;

  private final String title;
  private final Pattern signature;

  /** The signature is a regular expression for the beginning of the file in hexadecimal. */
  ImageFormat(String title, String signature) {
    this.title = title;
    this.signature = Pattern.compile(signature);
  }

  /** The format's name in a sentence. */
  String title() {
    return title;
  }

  /** The format whose signature the content bears. */
  static ImageFormat of(byte[] content) {
    String head = head(content);
    for (ImageFormat format : values()) {
      if (format.signature.matcher(head).lookingAt()) {
        return format;
      }
    }
    return UNKNOWN;
  }

  /** The first bytes in hexadecimal. */
  static String head(byte[] content) {
    return HexFormat.of().formatHex(content, 0, Math.min(HEAD, content.length));
  }
}
