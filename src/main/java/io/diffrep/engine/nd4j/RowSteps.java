package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation.KeepOrElse;
import io.diffrep.engine.Operation.Linear;
import io.diffrep.engine.Operation.SineFeatures;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The operations on rows: small beside the convolutions, so plain ND4J everywhere. */
final class RowSteps {
  private RowSteps() {}

  private static final int[] NO_ARGUMENTS = {};
  static final int[] PLAIN = {0, 0, 0};
  static final int[] FIRST_TRANSPOSED = {1, 0, 0};
  static final int[] SECOND_TRANSPOSED = {0, 1, 0};

  static void product(int[] transposed, INDArray a, INDArray b, INDArray result) {
    Native.run("matmul", transposed, new INDArray[] {a, b}, result);
  }

  /** A feature map as one row, or a row as a feature map. */
  record ReshapeStep(Cell x, Cell y) implements Step {
    @Override
    public void forward() {
      y.data().assign(x.data().reshape('c', y.shape()));
    }

    @Override
    public void backward() {
      x.deliverCopy(y.gradient());
    }
  }

  /** {@code x W + b}. */
  static final class LinearStep implements Step {
    private final Cell x;
    private final boolean needsInputGradient;
    private final Cell y;
    private final INDArray weight;
    private final INDArray bias;
    private final INDArray weightGradient;
    private final INDArray biasGradient;

    LinearStep(Linear operation, Cell x, boolean needsInputGradient, Cell y, Weights weights) {
      this.x = x;
      this.needsInputGradient = needsInputGradient;
      this.y = y;
      weight = weights.value(operation.weight());
      bias = weights.value(operation.bias());
      weightGradient = weights.gradient(operation.weight());
      biasGradient = weights.gradient(operation.bias());
    }

    @Override
    public void forward() {
      Native.run("xw_plus_b", NO_ARGUMENTS, new INDArray[] {x.data(), weight, bias}, y.data());
    }

    @Override
    public void backward() {
      product(FIRST_TRANSPOSED, x.data(), y.gradient(), weightGradient);
      try (INDArray sum = y.gradient().sum(0)) {
        biasGradient.assign(sum);
      }
      if (needsInputGradient) {
        INDArray share = x.share();
        product(SECOND_TRANSPOSED, y.gradient(), weight, share);
        x.deliver(share);
      }
    }
  }

  /** {@code x sigmoid(x)}; its derivative is {@code s (1 + x (1 - s))}. */
  record SiluStep(Cell x, Cell y) implements Step {
    @Override
    public void forward() {
      Native.run("sigmoid", NO_ARGUMENTS, new INDArray[] {x.data()}, y.data());
      y.data().muli(x.data());
    }

    @Override
    public void backward() {
      INDArray share = x.share();
      Native.run("sigmoid", NO_ARGUMENTS, new INDArray[] {x.data()}, share);
      try (INDArray derivative = share.rsub(1.0)) {
        derivative.muli(x.data()).addi(1.0);
        share.muli(derivative).muli(y.gradient());
      }
      x.deliver(share);
    }
  }

  /** Sines and cosines of a number; computed in double precision, once per image and step. */
  record SineStep(SineFeatures operation, Cell x, Cell y) implements Step {
    @Override
    public void forward() {
      int count = operation.frequencies().size();
      float[] numbers = x.data().reshape(x.data().length()).toFloatVector();
      float[][] rows = new float[numbers.length][2 * count];
      for (int i = 0; i < numbers.length; i++) {
        for (int k = 0; k < count; k++) {
          double angle = operation.frequencies().get(k) * numbers[i];
          rows[i][k] = (float) Math.sin(angle);
          rows[i][count + k] = (float) Math.cos(angle);
        }
      }
      try (INDArray features = Nd4j.createFromArray(rows)) {
        y.data().assign(features);
      }
    }

    @Override
    public void backward() {
      // Its input is data.
    }
  }

  /** {@code keep x + (1 - keep) otherwise}. */
  static final class KeepStep implements Step {
    private final Cell x;
    private final Cell keep;
    private final Cell y;
    private final INDArray otherwise;
    private final INDArray otherwiseGradient;

    KeepStep(KeepOrElse operation, Cell x, Cell keep, Cell y, Weights weights) {
      this.x = x;
      this.keep = keep;
      this.y = y;
      otherwise = weights.value(operation.otherwise());
      otherwiseGradient = weights.gradient(operation.otherwise());
    }

    @Override
    public void forward() {
      try (INDArray dropped = keep.data().rsub(1.0)) {
        product(PLAIN, dropped, otherwise.reshape(1, otherwise.length()), y.data());
      }
      try (INDArray kept = x.data().mulColumnVector(keep.data())) {
        y.data().addi(kept);
      }
    }

    @Override
    public void backward() {
      try (INDArray dropped = keep.data().rsub(1.0)) {
        INDArray row = otherwiseGradient.reshape(1, otherwiseGradient.length());
        product(FIRST_TRANSPOSED, dropped, y.gradient(), row);
      }
      INDArray share = x.share();
      share.assign(y.gradient());
      share.muliColumnVector(keep.data());
      x.deliver(share);
    }
  }
}
