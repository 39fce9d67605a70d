package io.diffrep.lake;

import io.diffrep.image.ImageRejected;
import io.diffrep.image.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;

/** What a failure of the file system means for the image that was to be read. */
final class ReadFailure {
  private ReadFailure() {}

  /**
   * The rejection of a file that cannot be read, for lack of rights or for a lost block: one such
   * file must not fail the job. A task that is being cancelled is no fault of the file.
   *
   * @throws UncheckedIOException if the thread was interrupted
   */
  static ImageRejected rejection(IOException e) {
    if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
      throw new UncheckedIOException(e);
    }
    return new ImageRejected(Reason.UNREADABLE, "the file cannot be read: " + e, e);
  }
}
