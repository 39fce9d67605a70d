package io.diffrep.runtime;

import java.util.Locale;

/** Names as the configuration and files have them: {@code UNIFORM_TIME} is uniform-time. */
public final class KebabCase {
  private KebabCase() {}

  /** The name of a constant. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name of a record's component. */
  public static String of(String component) {
    return component.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
