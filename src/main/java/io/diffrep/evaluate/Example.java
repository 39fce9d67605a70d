package io.diffrep.evaluate;

import java.io.Serializable;

/**
 * An image as probes see it. A class and not a record: it lies in RDDs, and Spark's Kryo cannot
 * restore records.
 */
final class Example implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The class index of an image without a label, or of a class that the train split lacks. */
  static final int NO_CLASS = -1;

  private final String id;
  private final boolean train;
  private final int label;
  private final float[][] codes;

  /**
   * An example.
   *
   * @param id the image's id
   * @param train whether it is of the train split; else it is of the test split
   * @param label its class index, or {@link #NO_CLASS}
   * @param codes its codes, {@code [level][dimension]}
   */
  Example(String id, boolean train, int label, float[][] codes) {
    this.id = id;
    this.train = train;
    this.label = label;
    this.codes = codes;
  }

  String id() {
    return id;
  }

  boolean isTrain() {
    return train;
  }

  int label() {
    return label;
  }

  float[][] codes() {
    return codes;
  }

  boolean isLabelled() {
    return label != NO_CLASS;
  }

  /** A place in 0 (inclusive) to 1 (exclusive) that hangs on the id alone. */
  double position() {
    return position(id);
  }

  /** The place of an id. */
  static double position(String id) {
    // The golden ratio spreads the hash codes of ids that are alike.
    return Integer.toUnsignedLong(id.hashCode() * 0x9E3779B9) / 0x1p32;
  }

  /** The same image with other codes. */
  Example withCodes(float[][] other) {
    return new Example(id, train, label, other);
  }
}
