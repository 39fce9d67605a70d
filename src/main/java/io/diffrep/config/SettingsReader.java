package io.diffrep.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.diffrep.config.ValueConverter.UnfitValueException;
import io.diffrep.runtime.OutOfRangeException;
import io.diffrep.runtime.UsageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads settings records from HOCON. The keys follow from the records' components ({@link Keys}),
 * the types from the components' types, the ranges from the records' constructors. A mistake does
 * not end the reading: the default stands in for the value, so that whatever else is wrong is found
 * too, and {@link #finish} reports everything. Keys that nobody read are mistakes.
 */
final class SettingsReader {
  private final Config config;
  private final Config defaults;
  private final Set<String> known = new TreeSet<>();
  private final Mistakes mistakes = new Mistakes();

  /**
   * @param config what is read, defaults included
   * @param defaults what stands in for a value that cannot be used
   */
  SettingsReader(Config config, Config defaults) {
    this.config = config;
    this.defaults = defaults;
  }

  /**
   * Reads a record; a component that is a record itself is read from the same keys.
   *
   * @return the record, or empty if a mistake keeps it from being made
   */
  <R extends Record> Optional<R> record(Class<R> type, Keys keys) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    boolean complete = true;
    for (int i = 0; i < components.length; i++) {
      Optional<?> value = component(components[i], keys);
      complete &= value.isPresent();
      values[i] = value.orElse(null);
    }
    return complete ? construct(type, components, values, keys) : Optional.empty();
  }

  /** Reads a value that belongs to no record. */
  <T> Optional<T> value(String key, Class<T> type) {
    return read(key, type).map(type::cast);
  }

  /**
   * Looks for keys that nobody has read and reports all mistakes.
   *
   * @throws UsageException if there are any, with a line for each
   */
  void finish() {
    config.entrySet().stream()
        .sorted((a, b) -> a.getKey().compareTo(b.getKey()))
        .forEach(entry -> refuseUnknown(entry.getKey(), entry.getValue()));
    mistakes.report();
  }

  /** The keys that have been read. */
  Set<String> known() {
    return known;
  }

  /**
   * The keys that have been read, with their values, a line each; HOCON that reads back to the
   * same.
   */
  String resolved() {
    return known.stream()
        .map(key -> key + " = " + config.getValue(key).render(ConfigRenderOptions.concise()) + "\n")
        .collect(Collectors.joining());
  }

  private Optional<?> component(RecordComponent component, Keys keys) {
    if (component.getType().isRecord()) {
      return record(component.getType().asSubclass(Record.class), keys);
    }
    return read(keys.of(component.getName()), component.getGenericType());
  }

  private Optional<Object> read(String key, Type type) {
    known.add(key);
    if (config.hasPath(key)) {
      ConfigValue value = config.getValue(key);
      try {
        return Optional.of(ValueConverter.convert(value, type));
      } catch (UnfitValueException e) {
        mistakes.add(key, e.getMessage(), value.origin());
      }
    } else if (!standsBelowValue(key)) {
      mistakes.add(key, "has no value");
    }
    return standIn(key, type);
  }

  private Optional<Object> standIn(String key, Type type) {
    try {
      return defaults.hasPath(key)
          ? Optional.of(ValueConverter.convert(defaults.getValue(key), type))
          : Optional.empty();
    } catch (UnfitValueException e) {
      return Optional.empty();
    }
  }

  private <R extends Record> Optional<R> construct(
      Class<R> type, RecordComponent[] components, Object[] values, Keys keys) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return Optional.of(type.getConstructor(types).newInstance(values));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof OutOfRangeException outOfRange) {
        outOfRange.violations().forEach(each -> blame(keys.of(each.component()), each.problem()));
      } else if (e.getCause() instanceof IllegalArgumentException refused) {
        mistakes.add(keys.section(), String.valueOf(refused.getMessage()));
      } else {
        throw new IllegalStateException(type + " cannot be made", e.getCause());
      }
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " must be public, as its constructor", e);
    }
  }

  private void blame(String key, String problem) {
    if (config.hasPath(key)) {
      mistakes.add(key, problem, config.getValue(key).origin());
    } else {
      mistakes.add(key, problem);
    }
  }

  private void refuseUnknown(String key, ConfigValue value) {
    if (known.contains(key) || known.stream().anyMatch(other -> key.startsWith(other + "."))) {
      return; // read, or below a key whose value has been found unfit
    }
    if (ConfigurationSources.isDefault(value)) {
      return; // the defaults of another library on the class path
    }
    Optional<String> inside = known.stream().filter(k -> k.startsWith(key + ".")).findFirst();
    String problem =
        inside
            .map(first -> "is a section, not a value; set its keys, such as " + first)
            .orElseGet(() -> "unknown key" + nearest(key));
    mistakes.add(key, problem, value.origin());
  }

  private String nearest(String key) {
    return EditDistance.nearest(key, known)
        .map(other -> "; the nearest known one is " + other)
        .orElse("");
  }

  /** Whether a value stands where the key's section should be: reported once, for the section. */
  private boolean standsBelowValue(String key) {
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      String section = key.substring(0, dot);
      if (config.hasPath(section)
          && config.getValue(section).valueType() != ConfigValueType.OBJECT) {
        return true;
      }
    }
    return false;
  }
}
