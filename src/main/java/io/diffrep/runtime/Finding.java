package io.diffrep.runtime;

import java.io.Serializable;
import java.util.Locale;

/**
 * What a check found.
 *
 * @param level how bad it is
 * @param subject what was looked at, such as {@code BLAS kernel}
 * @param text what is there and, where it is not as it should be, what that costs
 * @param remedy what to set; empty where all is well
 */
public record Finding(Level level, String subject, String text, String remedy)
    implements Serializable {
  /** How bad it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It works, but slower or with less room than it could. */
    WARNING,
    /** It does not work. */
    FAILURE
  }

  /** All is well. */
  public static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text, "");
  }

  /** It works, but not well. */
  public static Finding warning(String subject, String text, String remedy) {
    return new Finding(Level.WARNING, subject, text, remedy);
  }

  /** It does not work. */
  public static Finding failure(String subject, String text, String remedy) {
    return new Finding(Level.FAILURE, subject, text, remedy);
  }

  /** Whether something is to be set. */
  public boolean isOk() {
    return level == Level.OK;
  }

  /** What there is to know and to do, such as {@code threads: ...: set ...}. */
  public String message() {
    return subject + ": " + text + (remedy.isEmpty() ? "" : ": " + remedy);
  }

  /** The message behind its level, in columns. */
  public String line() {
    return String.format("%-8s %s", level.name().toLowerCase(Locale.ROOT), message());
  }
}
