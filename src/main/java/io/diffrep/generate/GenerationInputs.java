package io.diffrep.generate;

import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What images are generated from.
 *
 * @param models model directories, one or more, of which all but {@code detail} take the first
 * @param images an image table, if there is one
 * @param representations a representation table of the first model, if there is one
 * @param selection which of their images
 */
public record GenerationInputs(
    List<String> models,
    Optional<String> images,
    Optional<String> representations,
    Selection selection) {
  /**
   * Copies the list.
   *
   * @throws UsageException if there is no model
   */
  public GenerationInputs {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new UsageException("no model is given: name one by --model");
    }
  }

  /** Everything that is read: what is written must lie apart. */
  List<String> all() {
    List<String> all = new ArrayList<>(models);
    images.ifPresent(all::add);
    representations.ifPresent(all::add);
    return all;
  }
}
