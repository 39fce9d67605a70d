package io.diffrep.model;

import io.diffrep.engine.EngineChoice;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.image.Normalisation;
import io.diffrep.network.Architecture;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything about a model but its numbers: what {@code model.json} holds.
 *
 * @param architecture the networks and the shape of the images
 * @param normalisation standardisation of the pixels, by the training set
 * @param noise process and law of noise levels
 * @param objective what it is trained for
 * @param augmentation how its training images were changed by chance
 * @param engine what computes it, in training and ever after
 * @param seed what the initial weights and all randomness of the training were drawn from
 * @param choices what was chosen by a timing, once: the setting's key and the value
 */
public record ModelSpecification(
    Architecture architecture,
    Normalisation normalisation,
    NoiseSettings noise,
    ObjectiveSettings objective,
    AugmentationSettings augmentation,
    EngineChoice engine,
    long seed,
    Map<String, String> choices)
    implements Serializable {
  /** Copies the choices. */
  public ModelSpecification {
    choices = Map.copyOf(choices);
  }

  /** The same with one more choice. */
  public ModelSpecification withChoice(String key, String value) {
    Map<String, String> more = new TreeMap<>(choices);
    more.put(key, value);
    return new ModelSpecification(
        architecture, normalisation, noise, objective, augmentation, engine, seed, more);
  }
}
