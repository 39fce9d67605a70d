package io.diffrep.engine;

import java.util.List;

/**
 * One learned array of a network.
 *
 * @param name unique in its network, such as {@code encoder.block0.conv1.weight}
 * @param role what it is for, which decides how it is initialised
 * @param shape convolution weights {@code [kernel, kernel, in, out]}, linear weights {@code [in,
 *     out]}, everything else {@code [size]}; row-major
 * @param fanIn inputs that one output sums over (the scale of a uniform initialisation)
 * @param offset where it starts in the flat vector of all parameters
 */
public record Parameter(String name, Role role, List<Integer> shape, int fanIn, int offset) {
  /** What a parameter is for. */
  public enum Role {
    /** Multiplies inputs. */
    WEIGHT,
    /** Is added to a sum of inputs, or stands in for one. */
    BIAS,
    /** Multiplies a normalised feature. */
    SCALE,
    /** Is added to a normalised feature. */
    SHIFT
  }

  /** Copies the shape. */
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** Numbers in the array. */
  public int length() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The shape in ND4J's type. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }
}
