package io.diffrep.generate;

import io.diffrep.runtime.KebabCase;
import java.util.Optional;

/** What a pipeline generates with its model, each as the command of the same name does. */
public enum SampleKind {
  /** See {@link Reconstruct}. */
  RECONSTRUCT,
  /** See {@link Sample}, with codes from the prior. */
  SAMPLE,
  /** See {@link Interpolate}. */
  INTERPOLATE,
  /** See {@link Vary}. */
  VARY,
  /** See {@link Manipulate}, towards one of the classes. */
  MANIPULATE,
  /** See {@link Denoise}. */
  DENOISE;

  /**
   * What is generated; empty where it needs a class and there is none.
   *
   * @param label a class of the training images
   */
  Optional<Kind> of(Optional<String> label) {
    return switch (this) {
      case RECONSTRUCT -> Optional.of(new Reconstruct());
      case SAMPLE -> Optional.of(new Sample(Sample.From.PRIOR));
      case INTERPOLATE -> Optional.of(new Interpolate());
      case VARY -> Optional.of(new Vary());
      case MANIPULATE -> label.map(name -> new Manipulate(name, Manipulate.By.CLASSIFIER));
      case DENOISE -> Optional.of(new Denoise());
    };
  }

  /** Its name, and that of its folder. */
  public String label() {
    return KebabCase.of(this);
  }
}
