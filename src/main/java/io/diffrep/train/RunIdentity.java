package io.diffrep.train;

import io.diffrep.model.ModelSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What decides a training to the bit: all of it must be the same for a run to go on. A new setting
 * counts by itself, unless it is one of {@link TrainSettings#HARMLESS}.
 *
 * @param settings full keys and what they are set to; beside them the engine, the images and the
 *     version of the computation
 * @param unread full keys of settings that nothing reads, whatever a run says of them
 */
record RunIdentity(Map<String, String> settings, Set<String> unread) {
  /**
   * What the same settings lead to: the order of the images, all that is drawn for them, and a
   * step's arithmetic. To be raised with each change of one of them, or a run that an older program
   * began would go on with other numbers. Runs that do not say are older than 2.
   */
  static final int COMPUTATION_VERSION = 3;

  private static final String COMPUTATION = "computation";
  private static final String SEED = "seed";
  private static final String WORKERS = "train.workers";
  private static final String ENGINE = "engine";
  private static final String IMAGES = "images";

  /** What runs had that do not name the setting: those from before there was a choice. */
  private static final Map<String, String> IMPLIED =
      Map.ofEntries(
          Map.entry("noise.process", "ve"),
          Map.entry("network.encoder", "conditioned"),
          Map.entry("network.head", "flatten"),
          Map.entry("network.code", "plain"),
          Map.entry("network.injection", "film"),
          Map.entry("network.attention", "0"),
          Map.entry("network.encoder-kind", "residual"),
          Map.entry("objective.kind", "score-matching"),
          Map.entry("augmentation.kind", "none"),
          Map.entry("augmentation.mixup", "0.0"));

  RunIdentity {
    settings = new TreeMap<>(settings);
    unread = Set.copyOf(unread);
    settings.keySet().removeAll(unread);
  }

  /**
   * @param model what the model is to be; its engine counts by what it came to
   * @param workers how many there are, whoever chose the number
   * @param engine name of the engine that computes
   * @param images fingerprint of the images that are trained on
   */
  static RunIdentity of(
      ModelSettings model, TrainSettings train, int workers, String engine, String images) {
    Map<String, String> all = new TreeMap<>();
    put(all, "noise", model.noise());
    put(all, "network", model.network());
    put(all, "objective", model.objective());
    put(all, "augmentation", model.augmentation());
    put(all, "train", train);
    all.put(SEED, all.remove("train." + SEED));
    all.put(WORKERS, String.valueOf(workers));
    all.put(ENGINE, engine);
    all.put(IMAGES, images);
    all.put(COMPUTATION, String.valueOf(COMPUTATION_VERSION));
    all.keySet().removeAll(TrainSettings.HARMLESS);
    return new RunIdentity(all, model.withoutEffect());
  }

  /** The workers of a run that has such settings. */
  static int workers(Continuation continuation) {
    return Integer.parseInt(continuation.settings().get(WORKERS));
  }

  /** As the configuration reads them: components in kebab case, those of a record inside, too. */
  private static void put(Map<String, String> all, String section, Record settings) {
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      Object value;
      try {
        value = component.getAccessor().invoke(settings);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the components of public records can be read", e);
      }
      if (value instanceof Record inside) {
        put(all, section, inside);
      } else {
        String text =
            value instanceof Enum<?> constant ? KebabCase.of(constant) : String.valueOf(value);
        all.put(section + "." + KebabCase.of(component.getName()), text);
      }
    }
  }

  /**
   * Refuses to go on where that could not equal an undisturbed run.
   *
   * @param began what the run began with
   * @param directory where its model lies, for the message
   * @throws UsageException naming everything that differs
   */
  void requireSame(Continuation began, String directory) {
    List<String> lines = differences(began, Set.of());
    if (!lines.isEmpty()) {
      throw new UsageException(
          directory
              + " holds a training that is not finished, and it goes on only as it began:\n  "
              + String.join("\n  ", lines)
              + "\nSet these back, or begin anew with train --fresh, which deletes what is there.");
    }
  }

  /**
   * What differs of the settings alone: not the images, nor what was chosen when it began.
   *
   * @param began what a run began with
   */
  List<String> differingSettings(Continuation began) {
    return differences(began, Set.of(IMAGES, ENGINE, WORKERS, COMPUTATION));
  }

  private List<String> differences(Continuation began, Set<String> aside) {
    List<String> lines = new ArrayList<>();
    Map<String, String> then = new TreeMap<>(IMPLIED);
    then.putAll(began.settings());
    then.keySet().removeAll(unread);
    Set<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(settings.keySet());
    keys.removeAll(aside);
    keys.forEach(key -> compare(lines, key, then.get(key), settings.get(key)));
    return lines;
  }

  private static void compare(List<String> lines, String key, String before, String now) {
    if (before == null || !before.equals(now)) {
      String was = before == null ? "not set" : before;
      lines.add(
          switch (key) {
            case IMAGES ->
                "the images of train.split have changed: " + was + " then, " + now + " now";
            case COMPUTATION ->
                "random numbers or arithmetic have changed since it began (version "
                    + (before == null ? "1" : before)
                    + " then, "
                    + now
                    + " now): the program that began it can end it";
            case ENGINE -> "the engine was " + was + ", and is " + now + " on this machine";
            default -> key + " was " + was + ", and is " + (now == null ? "not set" : now);
          });
    }
  }
}
