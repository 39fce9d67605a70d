package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassificationLossTest {
  private static final ClassificationLoss LOSS =
      new ClassificationLoss(3, new CodePenalty(0.5, CodeKind.PLAIN));

  private static final INDArray LABELS = Nd4j.createFromArray(2f, 0f).reshape(2, 1);

  /** The first is certain and right; the second gives each class a third. Codes have one number. */
  @Test
  void theScoreIsTheCrossEntropyAndTheCodesNorm() {
    INDArray predictions = Nd4j.createFromArray(new float[][] {{-500, 0, 500, 4}, {7, 7, 7, -1}});
    double[] scores =
        LOSS.computeScoreArray(LABELS, predictions, null, null).reshape(2).toDoubleVector();
    assertThat(scores[0]).isCloseTo(2, within(1e-6));
    assertThat(scores[1]).isCloseTo(Math.log(3) + 0.5, within(1e-6));
  }

  /** Probabilities less one at the class; then the sign of the code times the penalty. */
  @Test
  void theGradientIsTheSoftmaxLessTheClass() {
    float log = (float) Math.log(2);
    INDArray predictions = Nd4j.createFromArray(new float[][] {{0, 0, log, 4}, {log, 0, 0, -1}});
    float[][] gradient = LOSS.computeGradient(LABELS, predictions, null, null).toFloatMatrix();
    assertThat(gradient[0]).containsExactly(new float[] {0.25f, 0.25f, -0.5f, 0.5f}, within(1e-6f));
    assertThat(gradient[1])
        .containsExactly(new float[] {-0.5f, 0.25f, 0.25f, -0.5f}, within(1e-6f));
  }
}
