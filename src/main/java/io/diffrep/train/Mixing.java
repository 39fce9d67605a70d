package io.diffrep.train;

/** Hashing of seeds: nearby inputs give unrelated outputs. */
final class Mixing {
  private Mixing() {}

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014), folded over the numbers. */
  static long mix(long... numbers) {
    long hash = 0;
    for (long number : numbers) {
      hash += number + 0x9E3779B97F4A7C15L;
      hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
      hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
      hash ^= hash >>> 31;
    }
    return hash;
  }
}
