package io.diffrep.encode;

import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.Requirements;
import io.diffrep.sde.MeasuredLevels;
import io.diffrep.sde.NoiseLaw;
import io.diffrep.sde.ObjectiveSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How images are encoded.
 *
 * @param noiseLevels the noise-to-signal ratios {@code rho} that every image is encoded at, each
 *     above 0
 * @param batch images per forward pass
 * @param score what is taken of the score network, where that is the source
 */
public record EncodeSettings(List<Double> noiseLevels, int batch, ScoreFeatures score)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public EncodeSettings {
    noiseLevels = List.copyOf(noiseLevels);
    new Requirements().allPositive("noiseLevels", noiseLevels).atLeast("batch", batch, 1).enforce();
  }

  /**
   * The levels at which codes are stored: of a static encoder's, all alike, the first. The score
   * network sees the level whatever the encoder does.
   */
  List<Double> storedLevels(Source source, NetworkSettings network) {
    return seesLevels(source, network) ? noiseLevels : noiseLevels.subList(0, 1);
  }

  private static boolean seesLevels(Source source, NetworkSettings network) {
    return source == Source.SCORE || !network.isStatic();
  }

  /**
   * What is wrong with the levels for a model, as a line for a user; empty where nothing is.
   *
   * @param source what is encoded; a static encoder knows of no levels, and pixels have none
   * @param law what the model was or shall be trained under: at other levels its codes mean nothing
   * @param network its networks
   * @param model the model, for the message
   */
  public Optional<String> mistake(
      Source source, NoiseLaw law, NetworkSettings network, String model) {
    List<Double> outside = law.support().outside(noiseLevels);
    if (source == Source.PIXELS || outside.isEmpty() || !seesLevels(source, network)) {
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

  /**
   * What is wrong with what is taken of a score network, whatever images it is for: a line for a
   * user each.
   *
   * @param network the model's networks
   * @param objective what it was or shall be trained for
   * @param model the model, for the message
   */
  public List<String> scoreMistakes(
      NetworkSettings network, ObjectiveSettings objective, String model) {
    if (!objective.isScoreMatching()) {
      return List.of(
          model
              + " has learned no scores (objective.kind is "
              + KebabCase.of(objective.kind())
              + "): the source score needs a model of the objective score-matching");
    }
    List<String> mistakes = new ArrayList<>();
    List<String> blocks = Architecture.scoreBlocks(network);
    if (!blocks.contains(score.scoreBlock())) {
      mistakes.add(
          "encode.score-block is "
              + score.scoreBlock()
              + ", and the score network of "
              + model
              + " has the blocks "
              + blocks
              + ": set it to one of these");
    }
    if (score.scoreCode() == ScoreCode.DROPPED && objective.dropCode() == 0) {
      mistakes.add(
          "encode.score-code is dropped, and "
              + model
              + " never learned to do without a code (objective.drop-code was 0): set it to own");
    }
    return mistakes;
  }

  /**
   * What is wrong with the grid over a block of the score network, as a line for a user; empty
   * where nothing is.
   *
   * @param network the model's networks, which have the block
   * @param image shape of its images
   * @param model the model, for the message
   */
  public Optional<String> cellsMistake(NetworkSettings network, ImageShape image, String model) {
    int positions = Architecture.scorePositions(network, image, score.scoreBlock());
    if (score.scoreCells() <= positions) {
      return Optional.empty();
    }
    return Optional.of(
        "encode.score-cells is "
            + score.scoreCells()
            + ", and the feature maps of "
            + score.scoreBlock()
            + " in "
            + model
            + " have "
            + positions
            + " positions on their shorter side: set it to at most that");
  }
}
