package io.diffrep.config;

import io.diffrep.runtime.KebabCase;
import java.util.HashMap;
import java.util.Map;

/**
 * Which key each component of a settings record is read from: the section's name and the
 * component's in kebab case ({@code train} and {@code learningRate} give {@code
 * train.learning-rate}), unless named otherwise.
 *
 * @param section the section, such as {@code train}
 * @param exceptions components that are read from elsewhere, with their full keys
 */
record Keys(String section, Map<String, String> exceptions) {
  Keys {
    exceptions = Map.copyOf(exceptions);
  }

  static Keys in(String section) {
    return new Keys(section, Map.of());
  }

  /** These keys, but {@code component} is read from {@code key}. */
  Keys with(String component, String key) {
    Map<String, String> more = new HashMap<>(exceptions);
    more.put(component, key);
    return new Keys(section, more);
  }

  String of(String component) {
    String exception = exceptions.get(component);
    return exception == null ? section + "." + kebab(component) : exception;
  }

  private static String kebab(String name) {
    return KebabCase.of(name);
  }
}
