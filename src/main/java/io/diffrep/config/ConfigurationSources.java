package io.diffrep.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.diffrep.network.NetworkPreset;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a configuration comes from: the defaults, a preset of the network over them, a file over
 * both, single assignments over all.
 */
final class ConfigurationSources {
  private static final String REFERENCE = "reference.conf";

  /** Names what stands between the defaults and all else. */
  static final String PRESET = "network.preset";

  /**
   * What an assignment's value is read as HOCON for: lists, objects, quotes, numbers, truth values.
   */
  private static final Pattern HOCON =
      Pattern.compile(
          "[\\[{\"].*|-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false", Pattern.DOTALL);

  private ConfigurationSources() {}

  /** The defaults: {@code reference.conf} on the class path. */
  static Config defaults() {
    return resource(REFERENCE);
  }

  private static Config resource(String name) {
    return ConfigFactory.parseResources(
            ConfigurationSources.class.getClassLoader(),
            name,
            ConfigParseOptions.defaults().setAllowMissing(false))
        .resolve();
  }

  /**
   * The file over the defaults, the assignments over both, a later one over an earlier one.
   *
   * @param file a HOCON file, if there is one; every file that it includes must exist
   * @param assignments {@code key=value} each
   * @throws UsageException if a source is missing or is not HOCON
   */
  static Config layered(Optional<Path> file, List<String> assignments) {
    try {
      Config config = file.map(ConfigurationSources::parse).orElse(ConfigFactory.empty());
      for (String assignment : assignments) {
        config = assign(assignment).withFallback(config);
      }
      return withPreset(config);
    } catch (ConfigException e) {
      throw new UsageException("The configuration cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Lays the preset between the defaults and what was chosen, before anything that names another
   * setting is resolved. A name that is none is left for the reader to refuse.
   */
  private static Config withPreset(Config chosen) {
    Config resolved = chosen.withFallback(defaults()).resolve();
    String name = resolved.hasPath(PRESET) ? resolved.getValue(PRESET).unwrapped().toString() : "";
    for (NetworkPreset preset : NetworkPreset.values()) {
      if (preset != NetworkPreset.SMALL && KebabCase.of(preset).equals(name)) {
        return over(chosen, resource("network/" + name + ".conf"));
      }
    }
    return resolved;
  }

  private static Config over(Config chosen, Config preset) {
    Config open = chosen;
    List<String> closed = new ArrayList<>();
    for (String key : keys(preset)) {
      try {
        // A file may include the defaults, which are no choice of anybody's.
        ConfigValue value = unresolved(chosen, key);
        if (value != null && isDefault(value)) {
          open = open.withoutPath(key);
        }
      } catch (ConfigException.NotResolved e) {
        closed.add(key);
      }
    }
    Config result = open.withFallback(preset).withFallback(defaults()).resolve();
    // What lies in a section that names another as a whole gives way now, as far as it can be told.
    for (String key : closed) {
      if (isDefault(result.getValue(key))) {
        result = result.withValue(key, preset.getValue(key));
      }
    }
    return result;
  }

  private static List<String> keys(Config config) {
    return config.entrySet().stream().map(Map.Entry::getKey).sorted().toList();
  }

  /**
   * What a key was set to, as it was written; null if it was not.
   *
   * @throws ConfigException.NotResolved if its section is written as another one's name
   */
  private static ConfigValue unresolved(Config config, String key) {
    ConfigValue value = config.root();
    for (String name : ConfigUtil.splitPath(key)) {
      value = value instanceof ConfigObject object ? object.get(name) : null;
    }
    return value;
  }

  /** Whether a value comes from {@code reference.conf}, ours or that of another library. */
  static boolean isDefault(ConfigValue value) {
    return REFERENCE.equals(value.origin().resource());
  }

  private static Config parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "There is no configuration file "
              + file
              + " (looked for "
              + file.toAbsolutePath()
              + "): give an existing file with --config");
    }
    ConfigParseOptions options =
        RequiredIncludes.options().setClassLoader(ConfigurationSources.class.getClassLoader());
    return ConfigFactory.parseFile(file.toFile(), options);
  }

  private static Config assign(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new UsageException(
          "--set " + assignment + " is no assignment: write key=value, such as train.batch=64");
    }
    String key = assignment.substring(0, equals).strip();
    String text = assignment.substring(equals + 1).strip();
    return ConfigFactory.empty()
        .withValue(
            key, value(text).withOrigin(ConfigOriginFactory.newSimple("--set " + assignment)));
  }

  /** Paths and URLs need no quotes, although HOCON takes {@code :} and {@code //} for its own. */
  private static ConfigValue value(String text) {
    return HOCON.matcher(text).matches()
        ? ConfigFactory.parseString("value = " + text).getValue("value")
        : ConfigValueFactory.fromAnyRef(text);
  }
}
