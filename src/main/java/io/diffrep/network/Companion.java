package io.diffrep.network;

import io.diffrep.sde.ObjectiveSettings;
import java.io.Serializable;
import java.util.List;

/**
 * What is trained beside the encoder, and tells it what a code is to hold.
 *
 * @param kind what it is
 * @param classes the classes that a classifier tells apart, at least 2; empty for the others
 */
public record Companion(Kind kind, List<String> classes) implements Serializable {
  /** The conditional score network. */
  public static final Companion SCORE_NETWORK = new Companion(Kind.SCORE_NETWORK, List.of());

  /** SimCLR's projection, two linear layers whose output the loss compares. */
  public static final Companion PROJECTION = new Companion(Kind.PROJECTION, List.of());

  /** The kinds. */
  public enum Kind {
    /** See {@link Companion#SCORE_NETWORK}. */
    SCORE_NETWORK,
    /** See {@link Companion#PROJECTION}. */
    PROJECTION,
    /** One linear layer to a number for each class. */
    CLASSIFIER
  }

  /** Refuses a classifier of fewer than two classes. */
  public Companion {
    classes = List.copyOf(classes);
    if (kind == Kind.CLASSIFIER && classes.size() < 2) {
      throw new IllegalArgumentException(
          "a classifier tells two classes apart at least, and there are these: " + classes);
    }
  }

  /**
   * What an objective needs.
   *
   * @param classes the classes to tell apart, for the supervised objective alone
   */
  public static Companion of(ObjectiveSettings objective, List<String> classes) {
    return switch (objective.kind()) {
      case SCORE_MATCHING, AUTOENCODER -> SCORE_NETWORK;
      case CONTRASTIVE -> PROJECTION;
      case SUPERVISED -> new Companion(Kind.CLASSIFIER, classes);
    };
  }
}
