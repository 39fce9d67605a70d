package io.diffrep.store;

import io.diffrep.runtime.UsageException;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** Paths as people write them. */
public final class Locations {
  /** What Spark takes for a pattern in a path that it reads, and for itself in one it writes. */
  private static final Pattern SPECIAL = Pattern.compile("[\\[\\]{}*?\\\\]");

  private Locations() {}

  /**
   * A path as Spark's readers must be given it to read what lies there and nothing else: they
   * expand brackets, braces, {@code *} and {@code ?}, which its writers take as they stand.
   */
  public static String literal(String path) {
    return SPECIAL.matcher(path).replaceAll("\\\\$0");
  }

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
