package io.diffrep.store;

import io.diffrep.runtime.UsageException;
import org.apache.hadoop.fs.Path;

/** Paths as people write them. */
public final class Locations {
  private Locations() {}

  /**
   * Makes a path of a text.
   *
   * @param what what the path is of, for the message
   * @param text the text
   * @throws UsageException if the text is empty or no path
   */
  public static Path path(String what, String text) {
    if (text.isBlank()) {
      throw new UsageException("the path of the " + what + " is empty");
    }
    try {
      return new Path(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "the path of the " + what + ", '" + text + "', is none: " + e.getMessage(), e);
    }
  }
}
