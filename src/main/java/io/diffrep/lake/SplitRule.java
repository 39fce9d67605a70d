package io.diffrep.lake;

import java.io.Serializable;
import java.util.Locale;

/**
 * Which split an image belongs to. Where the lake gives splits, they hold, and images outside them
 * are {@code train}; else a hash of the content decides.
 *
 * @param given whether the lake gives splits
 * @param testShare share of {@code test} where it does not
 */
record SplitRule(boolean given, double testShare) implements Serializable {
  static final String TRAIN = "train";
  static final String VAL = "val";
  static final String TEST = "test";

  /** The split that a folder or a part of a file name means, or null. */
  static String named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train" -> TRAIN;
      case "val", "valid", "validation" -> VAL;
      case "test", "t10k" -> TEST;
      default -> null;
    };
  }

  /**
   * The split of an image.
   *
   * @param own the split that the lake gives it, or null
   * @param content its encoded content
   */
  String of(String own, byte[] content) {
    if (own != null) {
      return own;
    }
    if (given || testShare == 0) {
      return TRAIN;
    }
    return ContentHash.fraction(ContentHash.of(content)) < testShare ? TEST : TRAIN;
  }
}
