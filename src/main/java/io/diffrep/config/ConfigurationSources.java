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
      return withPreset(config, config.withFallback(defaults()).resolve());
    } catch (ConfigException e) {
      throw new UsageException("The configuration cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Puts what the preset says in place of defaults; whatever else was set stays. A name that is
   * none is left for the reader to refuse.
   */
  private static Config withPreset(Config chosen, Config config) {
    String name = config.hasPath(PRESET) ? config.getValue(PRESET).unwrapped().toString() : "";
    for (NetworkPreset preset : NetworkPreset.values()) {
      if (preset != NetworkPreset.SMALL && KebabCase.of(preset).equals(name)) {
        return over(chosen, config, resource("network/" + name + ".conf"));
      }
    }
    return config;
  }

  private static Config over(Config chosen, Config config, Config preset) {
    Config result = config;
    for (Map.Entry<String, ConfigValue> entry : preset.entrySet()) {
      String key = entry.getKey();
      if (config.hasPath(key)
          && isDefault(config.getValue(key))
          && !isReference(chosen.root(), ConfigUtil.splitPath(key))) {
        result = result.withValue(key, entry.getValue());
      }
    }
    return result;
  }

  /**
   * Whether a value was chosen by naming another, {@code ${such.as.this}}, which then says where it
   * comes from. A file may include the defaults, which are no choice of anybody's.
   */
  private static boolean isReference(ConfigObject unresolved, List<String> path) {
    ConfigValue value = unresolved;
    try {
      for (String name : path) {
        value = value instanceof ConfigObject object ? object.get(name) : null;
      }
    } catch (ConfigException.NotResolved e) {
      // A whole section is one: its values say themselves where they come from.
      return false;
    }
    return value != null && !isDefault(value);
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
