package io.diffrep.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.diffrep.runtime.UsageException;
import java.util.Locale;

/**
 * What a round did: one line of {@code history.jsonl}. Lines that were written before a component
 * was added have 0 for it.
 *
 * @param round rounds done, from 1
 * @param rounds rounds of the whole run; 0 while the averaging interval is not chosen
 * @param steps steps of each worker in the round
 * @param images images seen so far
 * @param loss mean loss of the round's images
 * @param learningRate rate of its last step
 * @param imagesPerSecond over the round, averaging included
 * @param broadcastSeconds sending out the weights and setting up the slowest worker
 * @param fitSeconds the slowest worker's batches
 * @param aggregateSeconds adding up the results and taking them over
 * @param otherSeconds what else the round took: scheduling, reading, bringing results back
 * @param seconds since the first round began
 */
public record RoundReport(
    int round,
    int rounds,
    int steps,
    long images,
    double loss,
    double learningRate,
    double imagesPerSecond,
    double broadcastSeconds,
    double fitSeconds,
    double aggregateSeconds,
    double otherSeconds,
    double seconds) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * Reads a line of {@code history.jsonl}.
   *
   * @throws UsageException if it is none
   */
  public static RoundReport read(String json) {
    try {
      return MAPPER.readValue(json, RoundReport.class);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "the training history has a line that is no round, '" + json + "': train anew", e);
    }
  }

  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers are always JSON", e);
    }
  }

  /** What a step takes the slowest worker. */
  public double stepSeconds() {
    return fitSeconds / steps;
  }

  /** What the round took beside the slowest worker's steps. */
  public double overheadSeconds() {
    return broadcastSeconds + aggregateSeconds + otherSeconds;
  }

  /** What stands behind the count of images while training goes on. */
  String note() {
    String of = rounds == 0 ? "" : "/" + rounds;
    return String.format(Locale.ROOT, "round %d%s  loss %.2f", round, of, loss);
  }
}
