package io.diffrep.sde;

import java.util.Set;

/** The processes by which noise takes an image's place. */
public enum NoiseProcessKind {
  /** {@link VarianceExploding}. */
  VE("sigmaMin", "sigmaMax"),
  /** {@link VariancePreserving}. */
  VP("betaMin", "betaMax");

  private final Set<String> settings;

  NoiseProcessKind(String... settings) {
    this.settings = Set.of(settings);
  }

  /** The components of {@link NoiseSettings} that it reads. */
  Set<String> settings() {
    return settings;
  }
}
