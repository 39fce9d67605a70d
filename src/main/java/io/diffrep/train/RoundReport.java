package io.diffrep.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
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
record RoundReport(
    int round,
    int rounds,
    long images,
    double loss,
    double learningRate,
    double imagesPerSecond,
    double seconds) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);

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
