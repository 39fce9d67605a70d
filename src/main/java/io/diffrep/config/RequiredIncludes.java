package io.diffrep.config;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.util.Objects;

/**
 * Makes every {@code include} a required one: HOCON skips a file that is not there without a word,
 * and a recipe with a misspelt include would run with the defaults.
 */
final class RequiredIncludes
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderClasspath {
  private final ConfigIncluder fallback;

  private RequiredIncludes(ConfigIncluder fallback) {
    this.fallback = fallback;
  }

  /** Parse options under which nothing that is named may be missing. */
  static ConfigParseOptions options() {
    return ConfigParseOptions.defaults()
        .setAllowMissing(false)
        .prependIncluder(new RequiredIncludes(null));
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder other) {
    return new RequiredIncludes(other);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return Objects.requireNonNull(fallback).include(new Required(context), what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return ((ConfigIncluderFile) fallback).includeFile(new Required(context), what);
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return ((ConfigIncluderClasspath) fallback).includeResources(new Required(context), what);
  }

  /** A context that allows nothing to be missing. */
  private record Required(ConfigIncludeContext context) implements ConfigIncludeContext {
    @Override
    public ConfigParseable relativeTo(String filename) {
      return context.relativeTo(filename);
    }

    @Override
    public ConfigParseOptions parseOptions() {
      return context.parseOptions().setAllowMissing(false);
    }

    @Override
    public ConfigIncludeContext setParseOptions(ConfigParseOptions options) {
      return new Required(context.setParseOptions(options));
    }
  }
}
