package io.diffrep.runtime;

/**
 * Thrown when what was asked for cannot be done as it was asked: a missing path, a wrong setting,
 * an evaluation without labels. Its message names the cause, the place, the value and what to set,
 * and is all that a user of the command line is shown (exit code 2); any other exception is a
 * failure (exit code 1).
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was wrong, where, with which value, and what to set
   */
  public UsageException(String message) {
    super(message);
  }

  /**
   * @param message what was wrong, where, with which value, and what to set
   * @param cause what revealed it; kept for the log
   */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
