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
      new Requirements()
          .refuse(
              "samples", samples.stream().map(SampleKind::label).toList(), "must name each once")
          .enforce();
    }
  }
}
