package io.diffrep.evaluate;

import java.io.Serializable;

/**
 * An image's code with what it is measured against. A class and not a record: its arrays are
 * compared by nobody.
 */
final class CodedImage implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final boolean train;
  private final String label;
  private final float[] code;
  private final double[][] attributes;

  /**
   * @param id its id
   * @param train whether it is of the train split; else it is of the test split
   * @param label its class, or empty
   * @param code its codes at all levels, one after the other
   * @param attributes values of each {@link ImageAttribute} in their order; null for one that it
   *     does not have
   */
  CodedImage(String id, boolean train, String label, float[] code, double[][] attributes) {
    this.id = id;
    this.train = train;
    this.label = label;
    this.code = code;
    this.attributes = attributes;
  }

  String id() {
    return id;
  }

  boolean isTrain() {
    return train;
  }

  boolean isLabelled() {
    return !label.isEmpty();
  }

  String label() {
    return label;
  }

  float[] code() {
    return code;
  }

  /** The values of an attribute; null if the image does not have it. */
  double[] attribute(ImageAttribute attribute) {
    return attributes[attribute.ordinal()];
  }

  /** The same image with another code. */
  CodedImage withCode(float[] other) {
    return new CodedImage(id, train, label, other, attributes);
  }
}
