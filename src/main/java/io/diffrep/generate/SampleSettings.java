package io.diffrep.generate;

import io.diffrep.runtime.Requirements;
import java.util.List;

/**
 * What a pipeline generates with its model.
 *
 * @param samples kinds of images, without repetition; none for none
 */
public record SampleSettings(List<SampleKind> samples) {
  /**
   * Checks the kinds.
   *
   * @throws IllegalArgumentException if one stands twice
   */
  public SampleSettings {
    samples = List.copyOf(samples);
    if (samples.stream().distinct().count() < samples.size()) {
      new Requirements().refuse("samples", labels(samples), "must name each once").enforce();
    }
  }

  private static List<String> labels(List<SampleKind> samples) {
    return samples.stream().map(SampleKind::label).toList();
  }

  /** The names of the kinds, separated by commas; {@code nothing} for none. */
  public String described() {
    return samples.isEmpty() ? "nothing" : String.join(", ", labels(samples));
  }
}
