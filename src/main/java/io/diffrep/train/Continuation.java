package io.diffrep.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.diffrep.runtime.UsageException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint holds of the training beside arrays, counters and history.
 *
 * @param settings what must be the same to go on, as {@link RunIdentity} names it
 * @param averagingInterval steps of a round; 0 while it is not chosen
 * @param seconds duration of the training so far
 */
record Continuation(Map<String, String> settings, int averagingInterval, double seconds) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  Continuation {
    settings = new TreeMap<>(settings);
  }

  /**
   * Reads what {@link #json} has written.
   *
   * @throws UsageException if it is no such text: an old version's checkpoint has none
   */
  static Continuation read(String json) {
    try {
      return MAPPER.readValue(json, Continuation.class);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "the checkpoint does not say what it was trained with (an earlier version wrote it), so"
              + " that the training cannot go on: begin anew with train --fresh",
          e);
    }
  }

  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }
}
