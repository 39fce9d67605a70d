package io.diffrep.engine;

import java.io.Serializable;

/**
 * Which engine computes a new model, and how.
 *
 * @param name the engine
 * @param precision what its convolutions multiply
 */
public record EngineSettings(Name name, Precision precision) implements Serializable {
  /** The engines. */
  public enum Name {
    /** The processor's own where it has the instructions, ND4J's elsewhere and on a GPU. */
    AUTO,
    /** oneDNN called directly, for AVX-512 and AVX2. */
    HOST,
    /** ND4J's operations, on any of its backends. */
    ND4J
  }
}
