package io.diffrep.network;

import io.diffrep.engine.HostFloats;
import java.nio.FloatBuffer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss of the network's activation, a row an image, as DL4J takes it. Computed in Java, in double
 * precision and in a fixed order, on the arrays' memory as it is: the arrays are small beside the
 * network's, and what ND4J would allocate for each expression is native memory that only a garbage
 * collection frees.
 */
interface NetworkLoss extends ILossFunction {
  /**
   * The losses of a batch's rows.
   *
   * @param labels {@code [rows, anything]}
   * @param predictions {@code [rows, width]}
   * @param rows how many
   * @param gradient receives the gradient of their sum by the predictions, all of it, or null
   */
  double[] losses(FloatBuffer labels, FloatBuffer predictions, int rows, FloatBuffer gradient);

  private double sum(INDArray labels, INDArray predictions, boolean average, FloatBuffer gradient) {
    int rows = (int) predictions.size(0);
    double sum = 0;
    for (double loss : losses(HostFloats.of(labels), HostFloats.of(predictions), rows, gradient)) {
      sum += loss;
    }
    return average ? sum / rows : sum;
  }

  @Override
  default INDArray computeScoreArray(
      INDArray labels, INDArray predictions, IActivation activation, INDArray mask) {
    int rows = (int) predictions.size(0);
    double[] losses = losses(HostFloats.of(labels), HostFloats.of(predictions), rows, null);
    float[] scores = new float[rows];
    for (int i = 0; i < rows; i++) {
      scores[i] = (float) losses[i];
    }
    return Nd4j.createFromArray(scores).reshape(rows, 1);
  }

  @Override
  default double computeScore(
      INDArray labels,
      INDArray predictions,
      IActivation activation,
      INDArray mask,
      boolean average) {
    return sum(labels, predictions, average, null);
  }

  @Override
  default INDArray computeGradient(
      INDArray labels, INDArray predictions, IActivation activation, INDArray mask) {
    return computeGradientAndScore(labels, predictions, activation, mask, false).getSecond();
  }

  @Override
  default Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray predictions,
      IActivation activation,
      INDArray mask,
      boolean average) {
    INDArray gradient = Nd4j.createUninitialized(DataType.FLOAT, predictions.shape(), 'c');
    double score = sum(labels, predictions, average, HostFloats.of(gradient));
    HostFloats.written(gradient);
    return new Pair<>(score, gradient);
  }
}
