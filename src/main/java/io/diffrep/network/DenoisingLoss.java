package io.diffrep.network;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The loss of an image: {@code weight ||F - target||^2 + penalty |z|_1}, sums over pixels and code.
 * Predictions are {@code [batch, pixels + code]}, labels {@code [batch, pixels + 1]}: the target,
 * then the weight. Computed on the heap, in double precision and in a fixed order: the arrays are
 * small beside the network's, and what ND4J would allocate for each expression is native memory
 * that only a garbage collection frees.
 *
 * @param pixels values of an image
 * @param penalty weight of the code's L1 norm
 */
public record DenoisingLoss(int pixels, double penalty) implements ILossFunction {
  private static float[] values(INDArray array) {
    return array.reshape(array.length()).toFloatVector();
  }

  private double[] scores(INDArray labels, INDArray predictions) {
    float[] wanted = values(labels);
    float[] given = values(predictions);
    int width = (int) predictions.size(1);
    double[] scores = new double[(int) predictions.size(0)];
    for (int i = 0; i < scores.length; i++) {
      double squares = 0;
      for (int p = 0; p < pixels; p++) {
        double error = given[i * width + p] - wanted[i * (pixels + 1) + p];
        squares += error * error;
      }
      double norm = 0;
      for (int k = pixels; k < width; k++) {
        norm += Math.abs(given[i * width + k]);
      }
      scores[i] = wanted[i * (pixels + 1) + pixels] * squares + penalty * norm;
    }
    return scores;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray predictions, IActivation activation, INDArray mask) {
    double[] scores = scores(labels, predictions);
    return Nd4j.createFromArray(scores).castTo(predictions.dataType()).reshape(scores.length, 1);
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray predictions,
      IActivation activation,
      INDArray mask,
      boolean average) {
    double sum = 0;
    for (double score : scores(labels, predictions)) {
      sum += score;
    }
    return average ? sum / predictions.size(0) : sum;
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray predictions, IActivation activation, INDArray mask) {
    float[] wanted = values(labels);
    float[] given = values(predictions);
    int width = (int) predictions.size(1);
    float[] gradient = new float[given.length];
    for (int i = 0; i < predictions.size(0); i++) {
      float weight = wanted[i * (pixels + 1) + pixels];
      for (int p = 0; p < pixels; p++) {
        gradient[i * width + p] =
            2 * weight * (given[i * width + p] - wanted[i * (pixels + 1) + p]);
      }
      for (int k = pixels; k < width; k++) {
        gradient[i * width + k] = (float) (penalty * Math.signum(given[i * width + k]));
      }
    }
    return Nd4j.create(gradient, predictions.shape(), 'c');
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray predictions,
      IActivation activation,
      INDArray mask,
      boolean average) {
    return new Pair<>(
        computeScore(labels, predictions, activation, mask, average),
        computeGradient(labels, predictions, activation, mask));
  }

  @Override
  public String name() {
    return "denoising";
  }
}
