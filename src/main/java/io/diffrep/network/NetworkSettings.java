package io.diffrep.network;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * What encoder and score network consist of.
 *
 * @param encoderChannels channels of the encoder's stages, each at half the resolution of the one
 *     before; multiples of {@code groups}
 * @param scoreChannels channels of the score U-Net's stages, likewise
 * @param codeSize dimensions of the code, at least 1
 * @param embedding width of the embedding of noise level and code, even
 * @param groups groups of the group normalisation, at least 1
 * @param encoder what the encoder sees
 * @param head what leads from its last feature map to the code
 * @param headCells rows and columns of the grid of a spatial head; at least 1
 * @param code what the encoder says of a code
 * @param score what the score network consists of
 * @param body what leads to the encoder's last feature map; a wide residual network has channels of
 *     its own
 */
public record NetworkSettings(
    List<Integer> encoderChannels,
    List<Integer> scoreChannels,
    int codeSize,
    int embedding,
    int groups,
    EncoderInput encoder,
    EncoderHead head,
    int headCells,
    CodeKind code,
    ScoreSettings score,
    EncoderBody body)
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
            .atLeast("groups", groups, 1)
            .atLeast("headCells", headCells, 1);
    if (embedding % 2 != 0) {
      requirements.refuse("embedding", embedding, "must be even: half sines, half cosines");
    }
    if (groups >= 1) {
      holdToGroups(requirements, "encoderChannels", encoderChannels, groups);
      holdToGroups(requirements, "scoreChannels", scoreChannels, groups);
      if (body.isWide() && EncoderBody.FIRST_CHANNELS % groups != 0) {
        requirements.refuse(
            "groups",
            groups,
            "must divide "
                + EncoderBody.FIRST_CHANNELS
                + ", the channels that a wide-resnet begins with");
      }
    }
    requirements.enforce();
  }

  /**
   * Sizes alone: an encoder conditioned on the noise level, a flattened head and plain codes, a
   * score network with FiLM.
   */
  public static NetworkSettings sized(
      List<Integer> encoderChannels,
      List<Integer> scoreChannels,
      int codeSize,
      int embedding,
      int groups) {
    return new NetworkSettings(
        encoderChannels,
        scoreChannels,
        codeSize,
        embedding,
        groups,
        EncoderInput.CONDITIONED,
        EncoderHead.FLATTEN,
        2,
        CodeKind.PLAIN,
        ScoreSettings.DEFAULT,
        EncoderBody.DEFAULT);
  }

  /** The same with another score network. */
  public NetworkSettings with(ScoreSettings other) {
    return with(codeSize, encoder, code, other, body);
  }

  /** The same with another body of the encoder. */
  public NetworkSettings with(EncoderBody other) {
    return with(codeSize, encoder, code, score, other);
  }

  /** The same with codes of another size. */
  public NetworkSettings withCodeSize(int other) {
    return with(other, encoder, code, score, body);
  }

  /** The same with an encoder that does not see the noise level, and plain codes. */
  public NetworkSettings withStaticEncoder() {
    return with(codeSize, EncoderInput.STATIC, CodeKind.PLAIN, score, body);
  }

  private NetworkSettings with(
      int newSize,
      EncoderInput newEncoder,
      CodeKind newCode,
      ScoreSettings newScore,
      EncoderBody newBody) {
    return new NetworkSettings(
        encoderChannels,
        scoreChannels,
        newSize,
        embedding,
        groups,
        newEncoder,
        head,
        headCells,
        newCode,
        newScore,
        newBody);
  }

  /** How many times the encoder halves the resolution. */
  int encoderHalvings() {
    return (body.isWide() ? EncoderBody.WIDE_STAGES : encoderChannels.size()) - 1;
  }

  /** The components that what was chosen does not read, those of the encoder's body included. */
  public Set<String> withoutEffect() {
    Set<String> unread = body.withoutEffect();
    if (head != EncoderHead.SPATIAL) {
      unread.add("headCells");
    }
    return unread;
  }

  /** Whether the encoder gives a mean and a log variance. */
  public boolean isGaussian() {
    return code == CodeKind.GAUSSIAN;
  }

  /** Whether there is one code for all noise levels. */
  public boolean isStatic() {
    return encoder == EncoderInput.STATIC;
  }

  private static void holdToGroups(
      Requirements requirements, String component, List<Integer> channels, int groups) {
    if (channels.stream().anyMatch(c -> c % groups != 0)) {
      requirements.refuse(component, channels, "must be multiples of groups, which is " + groups);
    }
  }
}
