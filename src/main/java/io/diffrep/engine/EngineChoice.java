package io.diffrep.engine;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What computes a model: chosen once, when its training begins, and kept with it, so that whoever
 * trains on or encodes does the same arithmetic.
 *
 * @param name the engine's name
 * @param precision what its convolutions multiply
 * @param methods how a convolution is computed, by its filter's name, where a timing decided
 *     against the engine's usual way; in words of the engine's own
 */
public record EngineChoice(String name, Precision precision, Map<String, String> methods)
    implements Serializable {
  /** Copies the methods into the order of their names. */
  public EngineChoice {
    methods = Collections.unmodifiableMap(new TreeMap<>(methods));
  }

  /** An engine in single precision, with nothing that had to be timed. */
  public static EngineChoice single(String name) {
    return new EngineChoice(name, Precision.SINGLE, Map.of());
  }

  /** All of it as one text, which never changes for a choice. */
  public String identity() {
    return precision == Precision.SINGLE ? name : name + " mixed " + methods;
  }

  /** The engine and its precision, such as {@code host, single precision}. */
  @Override
  public String toString() {
    return name + ", " + (precision == Precision.SINGLE ? "single" : "mixed") + " precision";
  }
}
