package io.diffrep.train;

import io.diffrep.runtime.Console;
import io.diffrep.runtime.TaskSlots;
import io.diffrep.runtime.UsageException;
import java.util.Locale;
import java.util.Optional;

/** How many workers share a training's batches. */
final class Workers {
  private Workers() {}

  /**
   * As many as the training began with or the settings say, else the most that the task slots allow
   * and that share a batch evenly. Waits for executors that have not registered yet.
   *
   * @param leastImages how many images of a batch each needs to learn something, for a training
   *     that begins: one that goes on can have no others
   * @param before how many the training began with, if it goes on
   * @param console is told where slots stay idle
   * @throws UsageException if there are fewer slots than workers, or they cannot share the batch
   */
  static int count(
      TrainSettings settings,
      int leastImages,
      Optional<Integer> before,
      TaskSlots slots,
      Console console) {
    if (before.isEmpty() && settings.batch() < leastImages) {
      throw tooFew(settings, 1, leastImages);
    }
    int wanted = settings.averaging().workers();
    if (wanted > 0 || before.isPresent()) {
      int workers = wanted > 0 ? shared(settings, wanted) : before.get();
      if (before.isEmpty() && settings.batch() / workers < leastImages) {
        throw tooFew(settings, workers, leastImages);
      }
      requireSlots(workers, slots.await(workers), slots.settings());
      return workers;
    }
    int all = slots.awaitAll();
    int workers = mostOf(settings.batch(), leastImages, all);
    if (workers < all) {
      console.println(
          String.format(
              Locale.ROOT,
              "%d workers for %d task slots: a batch of %d is shared evenly%s (train.batch)",
              workers,
              all,
              settings.batch(),
              leastImages > 1 ? ", " + leastImages + " images or more each" : ""));
    }
    return workers;
  }

  private static UsageException tooFew(TrainSettings settings, int workers, int leastImages) {
    return new UsageException(
        "images are mixed with others of their worker's batch or told apart from them"
            + " (augmentation.mixup, objective.kind = contrastive), and train.batch = "
            + settings.batch()
            + " leaves each of "
            + workers
            + " workers fewer than "
            + leastImages
            + ": set train.batch to more, or train.workers to fewer");
  }

  /** The most workers, one a slot at most, that share the batch evenly. */
  static int mostOf(int batch, int leastImages, int slots) {
    int workers = Math.min(slots, batch / leastImages);
    while (batch % workers != 0) {
      workers--;
    }
    return workers;
  }

  private static int shared(TrainSettings settings, int workers) {
    if (settings.batch() % workers != 0) {
      throw new UsageException(
          "train.batch is "
              + settings.batch()
              + ", which "
              + workers
              + " workers cannot share evenly: set train.batch to a multiple of "
              + workers
              + ", or train.workers to a divisor of it");
    }
    return workers;
  }

  /** Workers that wait for one another's slots would take a round several times as long. */
  static void requireSlots(int workers, int slots, String settings) {
    if (slots < workers) {
      throw new UsageException(
          "the training has "
              + workers
              + " workers (train.workers), and Spark runs "
              + slots
              + (slots == 1 ? " task" : " tasks")
              + " at once ("
              + settings
              + "): give Spark more slots, such as local["
              + workers
              + "] or more executors or cores, or lower train.workers, which begins another"
              + " training");
    }
  }
}
