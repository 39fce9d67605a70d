package io.diffrep.encode;

import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.Requirements;
import io.diffrep.sde.MeasuredLevels;
import io.diffrep.sde.NoiseLaw;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

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

  /** The levels at which codes are stored: of a static encoder's, all alike, the first. */
  List<Double> storedLevels(NetworkSettings network) {
    return network.isStatic() ? noiseLevels.subList(0, 1) : noiseLevels;
  }

  /**
   * What is wrong with the levels for a model, as a line for a user; empty where nothing is.
   *
   * @param law what the model was or shall be trained under: at other levels its codes mean nothing
   * @param network its encoder; a static one knows of no levels
   * @param model the model, for the message
   */
  public Optional<String> mistake(NoiseLaw law, NetworkSettings network, String model) {
    List<Double> outside = law.support().outside(noiseLevels);
    if (outside.isEmpty() || network.isStatic()) {
      return Optional.empty();
    }
    return Optional.of(
        "encode.noise-levels: "
            + outside
            + " lie outside the noise levels that "
            + model
            + " is trained at ("
            + law.description()
            + "): set it to levels inside, such as "
            + MeasuredLevels.of(law, noiseLevels).levels());
  }
}
