package io.diffrep.train;

import io.diffrep.model.ModelDirectory;
import io.diffrep.model.TrainingState;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where a training begins: at the newest complete checkpoint of the model directory, if that holds
 * a training that has not come to its end, or with a model directory of its own.
 *
 * @param directory the model directory
 * @param checkpoint where to go on
 * @param claim whether the directory must be made way for first
 */
record Beginning(ModelDirectory directory, Optional<TrainingState> checkpoint, boolean claim) {
  /**
   * Looks, and changes nothing.
   *
   * @param ifExists whether what is there is replaced rather than continued
   * @throws UsageException if what is there is no training to go on with and is not to be replaced
   */
  static Beginning of(
      Path path, Path images, Configuration hadoop, IfExists ifExists, Console console)
      throws IOException {
    ModelDirectory directory = new ModelDirectory(path, hadoop);
    if (ifExists == IfExists.REFUSE && directory.isFinished()) {
      throw new UsageException(
          path
              + " holds a finished model: name another directory, or give --fresh to train anew,"
              + " which deletes it");
    }
    if (ifExists == IfExists.REPLACE || !directory.isUnfinished()) {
      Destination.check(path, hadoop, ifExists, images);
      return new Beginning(directory, Optional.empty(), true);
    }
    Destination.refuseOverlap(path, images, hadoop);
    List<String> passedOver = new ArrayList<>();
    Optional<TrainingState> checkpoint = directory.newestCheckpoint(passedOver::add);
    passedOver.forEach(line -> console.println("warning: " + line));
    if (checkpoint.isEmpty()) {
      console.println(path + " holds a training without a whole checkpoint: it begins anew");
    }
    return new Beginning(directory, checkpoint, false);
  }

  /** The workers that the training began with, if it goes on. */
  Optional<Integer> workers() {
    return checkpoint.map(state -> RunIdentity.workers(Continuation.read(state.training())));
  }
}
