package io.diffrep.runtime;

/** What shall compute. */
public enum Device {
  /** What the build is for. */
  AUTO,
  /** The processor. */
  CPU,
  /** An NVIDIA card. */
  CUDA
}
