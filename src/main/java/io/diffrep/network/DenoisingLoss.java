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
 * The loss of an image: {@code weight ||F - target||^2 + penalty |z|_1}, sums over pixels and code.
 * Predictions are {@code [batch, pixels + code]}, labels {@code [batch, pixels + 1]}: the target,
 * then the weight. Computed in Java, in double precision and in a fixed order, on the arrays'
 * memory as it is: the arrays are small beside the network's, and what ND4J would allocate for each
 * expression is native memory that only a garbage collection frees.
 *
 * @param pixels values of an image
 * @param penalty weight of the code's L1 norm
 */
public record DenoisingLoss(int pixels, double penalty) implements ILossFunction {
  /**
   * The loss of an image.
   *
   * @param gradient receives the gradient by its predictions, or null
   */
  private double score(
      int image, FloatBuffer labels, FloatBuffer predictions, int width, FloatBuffer gradient) {
    int wanted = image * (pixels + 1);
    int given = image * width;
    float weight = labels.get(wanted + pixels);
    double squares = 0;
    for (int p = 0; p < pixels; p++) {
      float error = predictions.get(given + p) - labels.get(wanted + p);
      squares += (double) error * error;
      if (gradient != null) {
        gradient.put(given + p, 2 * weight * error);
      }
    }
    double norm = 0;
    for (int k = given + pixels; k < given + width; k++) {
      float code = predictions.get(k);
      norm += Math.abs(code);
      if (gradient != null) {
        gradient.put(k, (float) (penalty * Math.signum(code)));
      }
    }
    return weight * squares + penalty * norm;
  }

  private double score(
      INDArray labels, INDArray predictions, boolean average, FloatBuffer gradient) {
    FloatBuffer wanted = HostFloats.of(labels);
    FloatBuffer given = HostFloats.of(predictions);
    int images = (int) predictions.size(0);
    double sum = 0;
    for (int i = 0; i < images; i++) {
      sum += score(i, wanted, given, (int) predictions.size(1), gradient);
    }
    return average ? sum / images : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray predictions, IActivation activation, INDArray mask) {
    FloatBuffer wanted = HostFloats.of(labels);
    FloatBuffer given = HostFloats.of(predictions);
    float[] scores = new float[(int) predictions.size(0)];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) score(i, wanted, given, (int) predictions.size(1), null);
    }
    return Nd4j.createFromArray(scores).reshape(scores.length, 1);
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray predictions,
      IActivation activation,
      INDArray mask,
      boolean average) {
    return score(labels, predictions, average, null);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray predictions, IActivation activation, INDArray mask) {
    return computeGradientAndScore(labels, predictions, activation, mask, false).getSecond();
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray predictions,
      IActivation activation,
      INDArray mask,
      boolean average) {
    INDArray gradient = Nd4j.createUninitialized(DataType.FLOAT, predictions.shape(), 'c');
    double score = score(labels, predictions, average, HostFloats.of(gradient));
    HostFloats.written(gradient);
    return new Pair<>(score, gradient);
  }

  @Override
  public String name() {
    return "denoising";
  }
}
