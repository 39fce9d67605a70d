package io.diffrep.network;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;

/**
 * The sizes of encoder and score network.
 *
 * @param encoderChannels channels of the encoder's stages, each at half the resolution of the one
 *     before; multiples of {@code groups}
 * @param scoreChannels channels of the score U-Net's stages, likewise
 * @param codeSize dimensions of the code, at least 1
 * @param embedding width of the embedding of noise level and code, even
 * @param groups groups of the group normalisation, at least 1
 */
public record NetworkSettings(
    List<Integer> encoderChannels,
    List<Integer> scoreChannels,
    int codeSize,
    int embedding,
    int groups)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public NetworkSettings {
    encoderChannels = List.copyOf(encoderChannels);
    scoreChannels = List.copyOf(scoreChannels);
    Requirements requirements =
        new Requirements()
            .allPositive("encoderChannels", encoderChannels)
            .allPositive("scoreChannels", scoreChannels)
            .atLeast("codeSize", codeSize, 1)
            .atLeast("embedding", embedding, 2)
            .atLeast("groups", groups, 1);
    if (embedding % 2 != 0) {
      requirements.refuse("embedding", embedding, "must be even: half sines, half cosines");
    }
    if (groups >= 1) {
      holdToGroups(requirements, "encoderChannels", encoderChannels, groups);
      holdToGroups(requirements, "scoreChannels", scoreChannels, groups);
    }
    requirements.enforce();
  }

  private static void holdToGroups(
      Requirements requirements, String component, List<Integer> channels, int groups) {
    if (channels.stream().anyMatch(c -> c % groups != 0)) {
      requirements.refuse(component, channels, "must be multiples of groups, which is " + groups);
    }
  }
}
