package io.diffrep.network;

/**
 * Sizes that go together. What a preset sets stands in the resource {@code network/NAME.conf};
 * {@link #SMALL} is what {@code reference.conf} says.
 */
public enum NetworkPreset {
  /** For tries. */
  TINY,
  /** The default. */
  SMALL,
  /** About ten times the work. */
  BASE,
  /** The networks of the paper's models of CIFAR-10. */
  PAPER
}
