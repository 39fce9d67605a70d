package io.diffrep.encode;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;

/**
 * How images are encoded.
 *
 * @param noiseLevels the noise-to-signal ratios {@code rho} that every image is encoded at, each
 *     above 0
 * @param batch images per forward pass of the encoder
 */
public record EncodeSettings(List<Double> noiseLevels, int batch) implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public EncodeSettings {
    noiseLevels = List.copyOf(noiseLevels);
    new Requirements().allPositive("noiseLevels", noiseLevels).atLeast("batch", batch, 1).enforce();
  }
}
