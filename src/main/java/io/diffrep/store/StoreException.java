package io.diffrep.store;

import java.io.IOException;

/**
 * A stored directory that is not what its manifest says, or that cannot be written as asked. The
 * message names the directory, the file and what differs.
 */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the directory, the file in it, and what differs
   */
  public StoreException(String message) {
    super(message);
  }

  /**
   * @param message the directory, the file in it, and what differs
   * @param cause what revealed it
   */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
