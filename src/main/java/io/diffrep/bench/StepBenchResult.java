package io.diffrep.bench;

import io.diffrep.runtime.ResultJson;

/**
 * What a measurement of steps gave.
 *
 * @param name the measurement, such as {@code train}
 * @param imagesPerSecond by the median step
 * @param milliseconds the median step
 * @param fastest the fastest step, in milliseconds
 * @param slowest the slowest step, in milliseconds
 * @param engine the engine's name
 * @param precision single or mixed
 * @param instructionSet what the engine computes with
 * @param threads threads that compute
 * @param batch images per step
 * @param steps measured steps
 * @param allocatedBytesPerStep what the median step takes of the heap, beside the native arrays
 */
public record StepBenchResult(
    String name,
    double imagesPerSecond,
    double milliseconds,
    double fastest,
    double slowest,
    String engine,
    String precision,
    String instructionSet,
    int threads,
    int batch,
    int steps,
    long allocatedBytesPerStep) {
  /** One line. */
  public String json() {
    return ResultJson.line(this);
  }
}
