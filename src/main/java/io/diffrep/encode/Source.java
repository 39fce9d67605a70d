package io.diffrep.encode;

import java.util.Locale;

/** What a representation is made of. */
public enum Source {
  /** The trained encoder's codes, one row a noise level. */
  ENCODER,
  /** Features of the trained score network, given the noised image: one row a noise level. */
  SCORE,
  /** Codes of the same encoder before training: what the architecture alone gives. */
  UNTRAINED,
  /** The pixels themselves, 0 to 1, channel planes after one another: one row at noise level 0. */
  PIXELS;

  /** The name in tables and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
