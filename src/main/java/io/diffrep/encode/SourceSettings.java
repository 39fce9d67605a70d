package io.diffrep.encode;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;

/**
 * What a pipeline encodes and evaluates side by side.
 *
 * @param sources without repetition; the encoder's codes, which the report shows, must be among
 *     them
 */
public record SourceSettings(List<Source> sources) implements Serializable {
  /**
   * Checks the sources.
   *
   * @throws IllegalArgumentException if one stands twice or the encoder's codes are missing
   */
  public SourceSettings {
    sources = List.copyOf(sources);
    Requirements requirements = new Requirements();
    if (!sources.contains(Source.ENCODER)) {
      requirements.refuse("sources", labels(sources), "must include encoder: the report shows it");
    }
    if (sources.stream().distinct().count() < sources.size()) {
      requirements.refuse("sources", labels(sources), "must name each once");
    }
    requirements.enforce();
  }

  private static List<String> labels(List<Source> sources) {
    return sources.stream().map(Source::label).toList();
  }

  /** The names of the sources, separated by commas. */
  public String described() {
    return String.join(", ", labels(sources));
  }
}
