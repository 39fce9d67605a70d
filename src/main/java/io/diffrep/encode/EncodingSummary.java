package io.diffrep.encode;

import java.util.Locale;

/**
 * How an encoding went.
 *
 * @param output where the representation table lies
 * @param source what was encoded
 * @param images rows written
 * @param seconds duration
 */
public record EncodingSummary(String output, Source source, long images, double seconds) {
  /** One line for a console. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "encoded %,d images (%s) in %.0f s (%.0f images/s): %s",
        images,
        source.label(),
        seconds,
        images / seconds,
        output);
  }
}
