package io.diffrep.lake;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an ingest did. Always {@code in == out + quarantined}.
 *
 * @param in images that the lake promises: files listed, and members that containers' headers count
 * @param out rows of the image table
 * @param quarantined rows of the quarantine table
 * @param reasons rows of the quarantine table by reason
 * @param splits rows of the image table by split
 */
public record IngestSummary(
    long in,
    long out,
    long quarantined,
    SortedMap<String, Long> reasons,
    SortedMap<String, Long> splits) {
  /** Keeps its own copies, and refuses counts that do not add up. */
  public IngestSummary {
    if (in != out + quarantined) {
      throw new IllegalStateException(
          "the lake promises "
              + in
              + " images, but "
              + out
              + " were read and "
              + quarantined
              + " set aside: a fault of ingest, or the lake changed meanwhile");
    }
    reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
    splits = Collections.unmodifiableSortedMap(new TreeMap<>(splits));
  }

  /**
   * The counts in one line, such as {@code 12 images in = 10 out (test 2, train 8) + 2 quarantined
   * (truncated 2)}.
   */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%,d images in = %,d out%s + %,d quarantined%s",
        in,
        out,
        counts(splits),
        quarantined,
        counts(reasons));
  }

  /** As {@link #text}. */
  @Override
  public String toString() {
    return text();
  }

  private static String counts(Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (name, count) ->
            text.append(text.isEmpty() ? " (" : ", ")
                .append(String.format(Locale.ROOT, "%s %,d", name, count)));
    return text.append(')').toString();
  }
}
