package io.diffrep.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What the images of one model say: see {@link GenerationComparison.Row}. A number is null where
 * the model does not allow it to be measured.
 *
 * @param model the model's fingerprint
 * @param judge the classifier's
 * @param leftOut why numbers are missing
 * @param figures names of the grids that show some of the images, none where no image could be
 *     made; null in what versions wrote that drew none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MadeImages(
    String model,
    String judge,
    Double error,
    Double agreement,
    Double diversity,
    Double distance,
    Double moved,
    Double unmoved,
    List<String> leftOut,
    List<String> figures) {
  MadeImages {
    leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
    figures = figures == null ? null : List.copyOf(figures);
  }

  /** Whether it is what these models' images say, with all that this version keeps of them. */
  boolean isOf(String model, String judge) {
    return this.model.equals(model) && this.judge.equals(judge) && figures != null;
  }
}
