package io.diffrep.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;

/** Results as JSON, with keys in kebab-case. */
public final class ResultJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);

  private ResultJson() {}

  /** One line. */
  public static String line(Record result) {
    try {
      return MAPPER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and names are always JSON", e);
    }
  }

  /** Indented, for people, too. */
  public static String pretty(Record result) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and names are always JSON", e);
    }
  }

  /**
   * What {@link #line} or {@link #pretty} wrote.
   *
   * @param place where the text comes from, for the message
   * @throws UsageException if it is something else
   */
  public static <R extends Record> R read(String json, Class<R> type, String place) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          place
              + " holds no result that this program wrote ("
              + e.getOriginalMessage()
              + "): delete it",
          e);
    }
  }
}
