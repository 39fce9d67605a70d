package io.diffrep.generate;

/** Something that images are generated for. */
public sealed interface Kind
    permits Reconstruct, Sample, Interpolate, Vary, Detail, Manipulate, Denoise, Plane {
  /** Its name on the command line, where there is a command for it, and of its files. */
  String name();

  /** Whether images are made from pure noise, which needs a model of many noise levels. */
  default boolean solves() {
    return true;
  }

  /**
   * Makes the images.
   *
   * @param materials what they are made from
   * @throws io.diffrep.runtime.UsageException if something is missing or the model cannot do it
   */
  Gallery draw(Materials materials);
}
