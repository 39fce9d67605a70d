package io.diffrep.engine.nd4j;

import io.diffrep.engine.Value.FeatureMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@code xhat = (x - mean) / sqrt(variance + 1e-5)} over the groups of a feature map. */
final class GroupNorm {
  private static final int[] NO_ARGUMENTS = {};

  private final Cell x;
  private final long[] groupedShape;

  GroupNorm(FeatureMap map, int groups, Cell x) {
    this.x = x;
    groupedShape = new long[] {x.shape()[0], groups, map.size() / groups};
  }

  private INDArray grouped(INDArray array) {
    return array.reshape('c', groupedShape);
  }

  static void run(String operation, INDArray a, INDArray b, INDArray result) {
    Native.run(operation, NO_ARGUMENTS, new INDArray[] {a, b}, result);
  }

  /** Writes {@code xhat}; returns one over the deviation of each group, for the caller to close. */
  INDArray forward(INDArray result) {
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

  /** Turns {@code d}, the gradient by {@code xhat}, into that by {@code x}. */
  void backward(INDArray normalised, INDArray d, INDArray space, INDArray inverse) {
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
