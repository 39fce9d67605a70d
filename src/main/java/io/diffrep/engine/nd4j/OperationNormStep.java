package io.diffrep.engine.nd4j;

import io.diffrep.engine.Value.FeatureMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Group norm, scale, shift and SiLU of ND4J's operations; the formulas are those of {@link
 * FusedNormStep}. Space of a feature map's size comes from the plan's buffers, and what is small is
 * closed: nothing waits for the garbage collector, which does not see a device's memory fill.
 */
final class OperationNormStep implements Step {
  private static final int[] NO_ARGUMENTS = {};

  private final Cell x;
  private final Cell y;
  private final AffineArrays affine;
  private final GroupNorm norm;

  OperationNormStep(FeatureMap map, int groups, Cell x, Cell y, AffineArrays affine) {
    this.x = x;
    this.y = y;
    this.affine = affine;
    norm = new GroupNorm(map, groups, x);
  }

  @Override
  public void forward() {
    INDArray v = x.share();
    norm.forward(v).close();
    try (affine) {
      affine.scale(v);
      affine.shift(v);
    }
    Native.run("sigmoid", NO_ARGUMENTS, new INDArray[] {v}, y.data());
    GroupNorm.run("multiply", y.data(), v, y.data());
    x.discard(v);
  }

  @Override
  public void backward() {
    INDArray normalised = x.share();
    INDArray d = x.share();
    INDArray space = x.share();
    try (INDArray inverse = norm.forward(normalised);
        affine) {
      activationBackward(normalised, d, space);
      GroupNorm.run("multiply", d, normalised, space);
      try (INDArray scaleGradient = space.sum(2, 3);
          INDArray shiftGradient = d.sum(2, 3)) {
        affine.deliver(scaleGradient, shiftGradient);
      }
      affine.scale(d);
      norm.backward(normalised, d, space, inverse);
    }
    x.discard(normalised);
    x.discard(space);
    x.deliver(d);
  }

  /** Writes the gradient by {@code v}: that by {@code y} times {@code s (1 + v (1 - s))}. */
  private void activationBackward(INDArray normalised, INDArray d, INDArray v) {
    v.assign(normalised);
    affine.scale(v);
    affine.shift(v);
    INDArray sigmoid = x.share();
    Native.run("sigmoid", NO_ARGUMENTS, new INDArray[] {v}, sigmoid);
    d.assign(sigmoid);
    d.rsubi(1.0).muli(v).addi(1.0).muli(sigmoid).muli(y.gradient());
    x.discard(sigmoid);
  }
}
