package io.diffrep.engine;

/** What numbers convolutions multiply. Parameters and sums are in single precision always. */
public enum Precision {
  /** Single precision throughout. */
  SINGLE,
  /** bfloat16 where that is faster on the processor that the choice is made on. */
  MIXED
}
