package io.diffrep.generate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a generation wrote.
 *
 * @param kind what was generated
 * @param output the directory
 * @param files names of the grids in it
 * @param lines what was measured
 * @param notes what a reader should know
 */
public record GenerationSummary(
    String kind, String output, List<String> files, List<String> lines, List<String> notes) {
  /** Copies the lists. */
  public GenerationSummary {
    files = List.copyOf(files);
    lines = List.copyOf(lines);
    notes = List.copyOf(notes);
  }

  /** Lines for a console. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>(lines);
    all.addAll(notes);
    all.add("wrote " + String.join(", ", files) + " to " + output);
    return String.join("\n", all);
  }
}
