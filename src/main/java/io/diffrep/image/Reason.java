package io.diffrep.image;

/**
 * Why an image is set aside: a closed list, whose texts are public interface (column {@code reason}
 * of the quarantine table).
 */
public enum Reason {
  /** Not an image, or one whose content is corrupt; or the file itself could not be read. */
  UNREADABLE("unreadable"),
  /** An image whose end is missing. */
  TRUNCATED("truncated"),
  /** More bytes or more pixels than the limits allow. */
  TOO_LARGE("too-large"),
  /** An image in a format, or a variant of one, that is not read. */
  UNSUPPORTED_FORMAT("unsupported-format"),
  /** A file without content. */
  ZERO_BYTES("zero-bytes");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** The reason as the quarantine table has it, such as {@code too-large}. */
  public String text() {
    return text;
  }
}
