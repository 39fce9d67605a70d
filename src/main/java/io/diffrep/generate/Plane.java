package io.diffrep.generate;

import io.diffrep.runtime.UsageException;
import java.util.List;
import java.util.Map;

/**
 * Images of codes on a grid over where the training codes lie, all from the same noise: what a
 * static code of two dimensions means at each place. Pipelines make it with such a model wherever
 * they generate anything.
 */
public record Plane() implements Kind {
  /** Its name, which its folder and its grid have. */
  public static final String NAME = "plane";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Gallery draw(Materials materials) {
    if (!isFor(materials.generator())) {
      throw new UsageException(
          "codes are shown in a plane where they are of two dimensions and the same at all noise"
              + " levels: take a model that was trained with network.code-size = 2 and"
              + " network.encoder = static");
    }
    CodePlane plane = CodePlane.of(materials.training());
    return new Gallery(List.of(plane.decoded(materials.generator(), name())), Map.of(), List.of());
  }

  /** Whether a model has such codes. */
  static boolean isFor(Generator generator) {
    return CodePlane.fits(generator.model())
        && generator.model().architecture().settings().isStatic();
  }
}
