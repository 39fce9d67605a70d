package io.diffrep.network;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;

/**
 * What leads from an image to the encoder's last feature map.
 *
 * @param encoderKind its kind
 * @param depth layers of a wide residual network, {@code 6 n + 4} for {@code n >= 1} blocks a stage
 * @param widen how many times 16, 32 and 64 channels its three stages have; at least 1
 */
public record EncoderBody(EncoderKind encoderKind, int depth, int widen) implements Serializable {
  /** Channels that a wide residual network begins with. */
  static final int FIRST_CHANNELS = 16;

  /** Stages of a wide residual network. */
  static final int WIDE_STAGES = 3;

  /** What there was before there was a choice. */
  public static final EncoderBody DEFAULT = new EncoderBody(EncoderKind.RESIDUAL, 28, 1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public EncoderBody {
    Requirements requirements = new Requirements().atLeast("widen", widen, 1);
    if (depth < 10 || depth % 6 != 4) {
      requirements.refuse(
          "depth", depth, "must be 6 n + 4 with n blocks in each of three stages: 10, 16, 22, 28");
    }
    requirements.enforce();
  }

  /** Whether it is a wide residual network. */
  boolean isWide() {
    return encoderKind == EncoderKind.WIDE_RESNET;
  }

  /** Blocks of each of the three stages. */
  int blocks() {
    return (depth - 4) / 6;
  }

  /** The components that the kind does not read; {@code encoderChannels} stands beside them. */
  Set<String> withoutEffect() {
    return new HashSet<>(isWide() ? Set.of("encoderChannels") : Set.of("depth", "widen"));
  }
}
