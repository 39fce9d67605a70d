package io.diffrep.model;

import io.diffrep.engine.EngineSettings;
import io.diffrep.image.AugmentationKind;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model is to be: all that its specification takes from the configuration.
 *
 * @param engine what shall compute it
 * @param noise process and law of noise levels
 * @param network sizes and kinds of the networks
 * @param objective what it is trained for
 * @param augmentation how its training images are changed by chance
 */
public record ModelSettings(
    EngineSettings engine,
    NoiseSettings noise,
    NetworkSettings network,
    ObjectiveSettings objective,
    AugmentationSettings augmentation) {
  /** The same, computed otherwise. */
  public ModelSettings with(EngineSettings other) {
    return new ModelSettings(other, noise, network, objective, augmentation);
  }

  /** The same of other networks. */
  public ModelSettings with(NetworkSettings other) {
    return new ModelSettings(engine, noise, other, objective, augmentation);
  }

  /** The same under another noise. */
  public ModelSettings with(NoiseSettings other) {
    return new ModelSettings(engine, other, network, objective, augmentation);
  }

  /** The same for another purpose. */
  public ModelSettings with(ObjectiveSettings other) {
    return new ModelSettings(engine, noise, network, other, augmentation);
  }

  /** The same with other augmentation. */
  public ModelSettings with(AugmentationSettings other) {
    return new ModelSettings(engine, noise, network, objective, other);
  }

  /** What does not go together, a line for a user each. */
  public List<String> mistakes() {
    List<String> mistakes = new ArrayList<>();
    if (!objective.isScoreMatching() && network.encoder() != EncoderInput.STATIC) {
      mistakes.add(
          "objective.kind is "
              + KebabCase.of(objective.kind())
              + ", which knows no noise levels, and network.encoder is "
              + KebabCase.of(network.encoder())
              + ", which sees one: set network.encoder to static");
    }
    if (objective.kind() == ObjectiveKind.CONTRASTIVE
        && augmentation.kind() != AugmentationKind.VIEW) {
      mistakes.add(
          "objective.kind is contrastive, which compares two views of an image, and"
              + " augmentation.kind is "
              + KebabCase.of(augmentation.kind())
              + ": set augmentation.kind to view");
    }
    if (!objective.isScoreMatching() && augmentation.mixup() > 0) {
      mistakes.add(
          "augmentation.mixup is "
              + augmentation.mixup()
              + ", and objective.kind "
              + KebabCase.of(objective.kind())
              + " takes no mixed images: set it to 0");
    }
    return mistakes;
  }

  /**
   * Refuses what does not go together.
   *
   * @throws UsageException naming every mistake
   */
  public void requireConsistent() {
    List<String> mistakes = mistakes();
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join("\n", mistakes));
    }
  }
}
