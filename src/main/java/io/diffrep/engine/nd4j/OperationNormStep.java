package io.diffrep.engine.nd4j;

import io.diffrep.engine.Value.FeatureMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

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
  private final long[] groupedShape;

  OperationNormStep(FeatureMap map, int groups, Cell x, Cell y, AffineArrays affine) {
    this.x = x;
    this.y = y;
    this.affine = affine;
    groupedShape = new long[] {x.shape()[0], groups, map.size() / groups};
  }

  private INDArray grouped(INDArray array) {
    return array.reshape('c', groupedShape);
  }

  private static void run(String operation, INDArray a, INDArray b, INDArray result) {
    Native.run(operation, NO_ARGUMENTS, new INDArray[] {a, b}, result);
  }

  /** Writes {@code xhat}; returns one over the deviation of each group, for the caller to close. */
  private INDArray normalise(INDArray result) {
    INDArray input = grouped(x.data());
    INDArray centred = grouped(result);
    try (INDArray mean = input.mean(true, 2)) {
      run("subtract", input, mean, centred);
    }
    INDArray squares = x.share();
    run("multiply", result, result, squares);
    INDArray inverse = grouped(squares).mean(true, 2).addi(Activations.EPSILON);
    x.discard(squares);
    Transforms.sqrt(inverse, false);
    inverse.rdivi(1.0);
    run("multiply", centred, inverse, centred);
    return inverse;
  }

  @Override
  public void forward() {
    INDArray v = x.share();
    normalise(v).close();
    try (affine) {
      affine.scale(v);
      affine.shift(v);
    }
    Native.run("sigmoid", NO_ARGUMENTS, new INDArray[] {v}, y.data());
    run("multiply", y.data(), v, y.data());
    x.discard(v);
  }

  @Override
  public void backward() {
    INDArray normalised = x.share();
    INDArray d = x.share();
    INDArray space = x.share();
    try (INDArray inverse = normalise(normalised);
        affine) {
      activationBackward(normalised, d, space);
      run("multiply", d, normalised, space);
      try (INDArray scaleGradient = space.sum(2, 3);
          INDArray shiftGradient = d.sum(2, 3)) {
        affine.deliver(scaleGradient, shiftGradient);
      }
      affine.scale(d);
      normBackward(normalised, d, space, inverse);
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

  /** Turns {@code d}, the gradient by {@code xhat}, into that by {@code x}. */
  private void normBackward(INDArray normalised, INDArray d, INDArray space, INDArray inverse) {
    INDArray groupedD = grouped(d);
    INDArray groupedSpace = grouped(space);
    run("multiply", d, normalised, space);
    try (INDArray meanProduct = groupedSpace.mean(true, 2);
        INDArray mean = groupedD.mean(true, 2)) {
      run("multiply", grouped(normalised), meanProduct, groupedSpace);
      run("subtract", groupedD, mean, groupedD);
    }
    d.subi(space);
    run("multiply", groupedD, inverse, groupedD);
  }
}
