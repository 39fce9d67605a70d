package io.diffrep.model;

import io.diffrep.engine.EngineSettings;
import io.diffrep.image.AugmentationKind;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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

  /**
   * Full keys of the settings that nothing reads under what was chosen, such as {@code
   * noise.log-mean} under another law than log-normal.
   */
  public Set<String> withoutEffect() {
    Set<String> keys = new TreeSet<>();
    add(keys, "network", network.withoutEffect());
    add(keys, "objective", objective.withoutEffect());
    add(keys, "augmentation", augmentation.withoutEffect());
    if (objective.isScoreMatching()) {
      add(keys, "noise", noise.withoutEffect());
    } else {
      add(keys, "noise", components(NoiseSettings.class));
    }
    if (objective.kind() == ObjectiveKind.CONTRASTIVE
        || objective.kind() == ObjectiveKind.SUPERVISED) {
      add(keys, "network", Set.of("scoreChannels"));
      add(keys, "network", components(ScoreSettings.class));
    }
    return keys;
  }

  private static void add(Set<String> keys, String section, Collection<String> components) {
    components.forEach(component -> keys.add(section + "." + KebabCase.of(component)));
  }

  private static List<String> components(Class<? extends Record> settings) {
    return Stream.of(settings.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  /** How many images a worker's batch needs to teach something. */
  public int leastImagesPerWorker() {
    boolean compared = objective.kind() == ObjectiveKind.CONTRASTIVE;
    return compared || augmentation.mixup() > 0 ? 2 : 1;
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
    if (objective.kind() == ObjectiveKind.AUTOENCODER
        && !network.score().injection().feedsBottleneck()) {
      // Into a map of zeros a scale, a shift or a bias of whole channels paints nothing.
      mistakes.add(
          "objective.kind is autoencoder, whose network has nothing to look at but the code, and"
              + " network.injection is "
              + KebabCase.of(network.score().injection())
              + ", which gives each channel one number for all positions: set network.injection to"
              + " bottleneck or both");
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
