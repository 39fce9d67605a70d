package io.diffrep.generate;

import java.util.List;
import java.util.Map;

/**
 * What was generated.
 *
 * @param grids the images
 * @param facts what was measured, by name: numbers, texts, and lists and maps of them
 * @param lines what a user is told, beside where the files lie
 */
public record Gallery(List<Grid> grids, Map<String, Object> facts, List<String> lines) {
  /** Copies lists and map. */
  public Gallery {
    grids = List.copyOf(grids);
    facts = Map.copyOf(facts);
    lines = List.copyOf(lines);
  }
}
