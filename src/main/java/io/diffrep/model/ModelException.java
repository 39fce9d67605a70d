package io.diffrep.model;

/** Thrown when a model directory cannot be read: damaged, unfinished or of another version. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, where, and what to do
   */
  public ModelException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong, where, and what to do
   * @param cause what revealed it
   */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
