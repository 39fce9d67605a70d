package io.diffrep.store;

/** What to do with a destination that exists already. */
public enum IfExists {
  /** Leave it alone and say so: the default of every command. */
  REFUSE,
  /** Delete it first: {@code --overwrite}. */
  REPLACE
}
