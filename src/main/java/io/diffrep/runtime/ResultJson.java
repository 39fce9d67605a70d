package io.diffrep.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/**
 * Results as JSON, with keys and constants in kebab-case, as the configuration has them. Constants
 * are written alone: results that are read again hold none.
 */
public final class ResultJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .registerModule(new SimpleModule().addSerializer(new Constants()));

  @SuppressWarnings("rawtypes") // Of all enums.
  private static final class Constants extends StdSerializer<Enum> {
    private static final long serialVersionUID = 1;

    Constants() {
      super(Enum.class);
    }

    @Override
    public void serialize(Enum constant, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(KebabCase.of((Enum<?>) constant));
    }
  }

  private ResultJson() {}

  /** One line. */
  public static String line(Record result) {
    try {
      return MAPPER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and names are always JSON", e);
    }
  }

  /**
   * Indented, for people, too.
   *
   * @param result a record, or a map to records, lists, names and numbers
   */
  public static String pretty(Object result) {
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
