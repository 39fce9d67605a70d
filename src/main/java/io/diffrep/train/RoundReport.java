package io.diffrep.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.diffrep.runtime.UsageException;
import java.util.Locale;

/**
 * What a round did: one line of {@code history.jsonl}.
 *
 * @param round rounds done, from 1
 * @param rounds rounds of the whole run
 * @param images images seen so far
 * @param loss mean loss of the round's images
 * @param learningRate rate of its last step
 * @param imagesPerSecond over the round, averaging included
 * @param seconds since the first round began
 */
public record RoundReport(
    int round,
    int rounds,
    long images,
    double loss,
    double learningRate,
    double imagesPerSecond,
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

  /** What stands behind the count of images while training goes on. */
  String note() {
    return String.format(Locale.ROOT, "round %d/%d  loss %.2f", round, rounds, loss);
  }
}
