package io.diffrep.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.diffrep.runtime.KebabCase;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Turns HOCON values into the types of settings records: whole numbers, numbers, truth values,
 * texts, enum constants in kebab case, and lists of these. Stricter than Typesafe Config's own
 * getters, which read 12.5 as the whole number 12.
 */
final class ValueConverter {
  private static final List<String> TRUE = List.of("true", "yes", "on");
  private static final List<String> FALSE = List.of("false", "no", "off");

  private ValueConverter() {}

  /** A value that is not what its key asks for; the message says what was asked for. */
  static final class UnfitValueException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitValueException(ConfigValue value, String expected) {
      super(value.render(ConfigRenderOptions.concise()) + " must be " + expected);
    }
  }

  /** The value as an object of {@code type}, boxed where {@code type} is primitive. */
  static Object convert(ConfigValue value, Type type) throws UnfitValueException {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(value, list.getActualTypeArguments()[0]);
    }
    if (type == int.class || type == Integer.class) {
      return (int) wholeNumber(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return wholeNumber(value, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return number(value, "a number").doubleValue();
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(value);
    }
    if (type == String.class) {
      return text(value, "a text");
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      return constant(value, choice);
    }
    throw new IllegalStateException("no settings record may have a component of type " + type);
  }

  private static List<Object> list(ConfigValue value, Type member) throws UnfitValueException {
    if (!(value instanceof ConfigList values)) {
      throw new UnfitValueException(value, "a list, such as [1, 2]");
    }
    List<Object> converted = new ArrayList<>();
    for (ConfigValue each : values) {
      converted.add(convert(each, member));
    }
    return converted;
  }

  private static long wholeNumber(ConfigValue value, long least, long most)
      throws UnfitValueException {
    BigDecimal number = number(value, "a whole number");
    if (number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new UnfitValueException(value, "a whole number from " + least + " to " + most);
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw new UnfitValueException(value, "a whole number");
    }
  }

  private static BigDecimal number(ConfigValue value, String expected) throws UnfitValueException {
    try {
      return new BigDecimal(text(value, expected));
    } catch (NumberFormatException e) {
      throw new UnfitValueException(value, expected);
    }
  }

  private static boolean truth(ConfigValue value) throws UnfitValueException {
    String text = text(value, "true or false");
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return TRUE.contains(text);
    }
    throw new UnfitValueException(value, "true or false");
  }

  private static Object constant(ConfigValue value, Class<?> type) throws UnfitValueException {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(ValueConverter::kebab)
            .collect(Collectors.toList());
    String expected = names.size() == 1 ? names.get(0) : "one of " + String.join(", ", names);
    int index = names.indexOf(text(value, expected));
    if (index < 0) {
      throw new UnfitValueException(value, expected);
    }
    return type.getEnumConstants()[index];
  }

  private static String kebab(Object constant) {
    return KebabCase.of((Enum<?>) constant);
  }

  private static String text(ConfigValue value, String expected) throws UnfitValueException {
    if (value.valueType() == ConfigValueType.OBJECT
        || value.valueType() == ConfigValueType.LIST
        || value.valueType() == ConfigValueType.NULL) {
      throw new UnfitValueException(value, expected);
    }
    return String.valueOf(value.unwrapped());
  }
}
