package io.diffrep.image;

/** An image that cannot be used. Its message is the detail, in words for whoever owns the image. */
public final class ImageRejected extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param reason the kind of fault
   * @param detail what was found, with the value, and what would be right
   */
  public ImageRejected(Reason reason, String detail) {
    this(reason, detail, null);
  }

  /**
   * @param reason the kind of fault
   * @param detail what was found, with the value, and what would be right
   * @param cause what revealed it
   */
  public ImageRejected(Reason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  /** The kind of fault. */
  public Reason reason() {
    return reason;
  }
}
