package io.diffrep.lake;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an IDX file says, such as {@code train-images-idx3-ubyte.gz}.
 *
 * @param key folder and prefix: what images and their labels have in common
 * @param images whether it holds images, not labels
 * @param compressed whether its name ends with {@code .gz}
 * @param split the split that its prefix or its folder means, or null
 */
record IdxName(String key, boolean images, boolean compressed, String split) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?<prefix>.*?)[-.]?(?<kind>images[-.]idx3|labels[-.]idx1)[-.]ubyte(?<gz>\\.gz)?",
          Pattern.CASE_INSENSITIVE);

  /** Reads a name; null if it is not one of an IDX file. */
  static IdxName of(LakeFile file) {
    Matcher matcher = NAME.matcher(file.name());
    if (!matcher.matches()) {
      return null;
    }
    String prefix = matcher.group("prefix");
    // "emnist-letters-train" is of the train split as "train" is.
    String split = SplitRule.named(prefix.substring(prefix.lastIndexOf('-') + 1));
    return new IdxName(
        file.folder() + "/" + prefix.toLowerCase(Locale.ROOT),
        matcher.group("kind").toLowerCase(Locale.ROOT).startsWith("images"),
        matcher.group("gz") != null,
        split != null ? split : LakePath.split(file.path()));
  }
}
