package io.diffrep.report;

import java.util.List;

/**
 * What a report shows.
 *
 * @param file the page
 * @param shown titles of the parts that it has
 * @param leftOut titles of the parts whose data was not there; the page says why
 */
public record ReportSummary(String file, List<String> shown, List<String> leftOut) {
  /** Copies the lists. */
  public ReportSummary {
    shown = List.copyOf(shown);
    leftOut = List.copyOf(leftOut);
  }

  /** One line for a console. */
  @Override
  public String toString() {
    String missing = leftOut.isEmpty() ? "" : " (left out: " + String.join(", ", leftOut) + ")";
    return "wrote " + file + missing;
  }
}
