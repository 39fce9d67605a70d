package io.diffrep.sde;

import java.util.Set;

/** The laws that a training step can draw its noise levels from. */
public enum NoiseLawKind {
  /** {@link UniformTime}: in the variance-exploding process, log-uniform levels. */
  UNIFORM_TIME(),
  /** {@link UniformLevel} over the process's range. */
  UNIFORM(),
  /** {@link LogNormal}, truncated to the process's range. */
  LOG_NORMAL("logMean", "logDeviation"),
  /** {@link Interval}: log-uniform levels in a part of the process's range. */
  INTERVAL("interval"),
  /** {@link SingleLevel}. */
  SINGLE_LEVEL("level");

  private final Set<String> settings;

  NoiseLawKind(String... settings) {
    this.settings = Set.of(settings);
  }

  /** The components of {@link NoiseSettings} that it reads. */
  Set<String> settings() {
    return settings;
  }
}
