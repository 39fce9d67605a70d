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
 * The loss of an image: {@code weight ||F - target||^2 + penalty |z|_1}, sums over pixels and code,
 * or with {@code penalty KL(N(mean, variance) || N(0, I))} where codes are Gaussian, which is
 * {@code (mean^2 + variance - 1 - log variance) / 2} for each dimension (Kingma and Welling 2014,
 * arXiv 1312.6114, appendix B). Predictions are {@code [batch, pixels + code]}, or {@code [batch,
 * pixels + means + log variances]}, labels {@code [batch, pixels + 1]}: the target, then the
 * weight. Computed in Java, in double precision and in a fixed order, on the arrays' memory as it
 * is: the arrays are small beside the network's, and what ND4J would allocate for each expression
 * is native memory that only a garbage collection frees.
 *
 * @param pixels values of an image
 * @param penalty weight of the code's L1 norm or divergence
 * @param code what the encoder says of a code
 */
public record DenoisingLoss(int pixels, double penalty, CodeKind code) implements ILossFunction {
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
    int from = given + pixels;
    double size =
        code == CodeKind.GAUSSIAN
            ? divergence(predictions, from, (width - pixels) / 2, gradient)
            : norm(predictions, from, width - pixels, gradient);
    return weight * squares + penalty * size;
  }

  private double norm(FloatBuffer predictions, int from, int count, FloatBuffer gradient) {
    double norm = 0;
    for (int k = from; k < from + count; k++) {
      float number = predictions.get(k);
      norm += Math.abs(number);
      if (gradient != null) {
        gradient.put(k, (float) (penalty * Math.signum(number)));
      }
    }
    return norm;
  }

  private double divergence(FloatBuffer predictions, int from, int count, FloatBuffer gradient) {
    double divergence = 0;
    for (int k = from; k < from + count; k++) {
      double mean = predictions.get(k);
      double logVariance = predictions.get(k + count);
      double variance = Math.exp(logVariance);
      divergence += 0.5 * (mean * mean + variance - 1 - logVariance);
      if (gradient != null) {
        gradient.put(k, (float) (penalty * mean));
        gradient.put(k + count, (float) (penalty * 0.5 * (variance - 1)));
      }
    }
    return divergence;
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
