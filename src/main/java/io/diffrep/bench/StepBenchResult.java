package io.diffrep.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;

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
 * @param allocatedBytesPerStep what a step takes of the heap, beside the native arrays
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
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);

  /** One line. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and names are always JSON", e);
    }
  }
}
