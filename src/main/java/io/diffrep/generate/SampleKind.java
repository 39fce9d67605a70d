package io.diffrep.generate;

import io.diffrep.runtime.KebabCase;
import java.util.Optional;

/** What a pipeline generates with its model, each as the command of the same name does. */
public enum SampleKind {
  /** See {@link Reconstruct}. */
  RECONSTRUCT {
    @Override
    Optional<Kind> of(Optional<String> label) {
      return Optional.of(new Reconstruct());
    }
  },
  /** See {@link Sample}, with codes from the prior. */
  SAMPLE {
    @Override
    Optional<Kind> of(Optional<String> label) {
      return Optional.of(new Sample(Sample.From.PRIOR));
    }
  },
  /** See {@link Interpolate}. */
  INTERPOLATE {
    @Override
    Optional<Kind> of(Optional<String> label) {
      return Optional.of(new Interpolate());
    }
  },
  /** See {@link Vary}. */
  VARY {
    @Override
    Optional<Kind> of(Optional<String> label) {
      return Optional.of(new Vary());
    }
  },
  /** See {@link Manipulate}, towards one of the classes. */
  MANIPULATE {
    @Override
    Optional<Kind> of(Optional<String> label) {
      return label.map(name -> new Manipulate(name, Manipulate.By.CLASSIFIER));
    }
  },
  /** See {@link Denoise}. */
  DENOISE {
    @Override
    Optional<Kind> of(Optional<String> label) {
      return Optional.of(new Denoise());
    }
  };

  /**
   * What is generated; empty where it needs a class and there is none.
   *
   * @param label a class of the training images
   */
  abstract Optional<Kind> of(Optional<String> label);

  /** Its name, and that of its folder. */
  public String label() {
    return KebabCase.of(this);
  }
}
