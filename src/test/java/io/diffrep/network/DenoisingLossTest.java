package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class DenoisingLossTest {
  private static final DenoisingLoss LOSS =
      new DenoisingLoss(3, new CodePenalty(0.5, CodeKind.PLAIN));

  /** Two images of three pixels, codes of two numbers. */
  private static final float[][] PREDICTIONS = {{1, 2, 3, 4, -5}, {0, -1, 2, 0.5f, 0.25f}};

  private static final float[][] LABELS = {{0, 2, 5, 2}, {1, 1, 1, 0.5f}};

  @Test
  void theScoreIsTheWeightedSumOfSquaresAndTheCodesNorm() {
    // 2 (1 + 0 + 4) + 0.5 * 9 and 0.5 (1 + 4 + 1) + 0.5 * 0.75
    INDArray scores =
        LOSS.computeScoreArray(
            Nd4j.createFromArray(LABELS), Nd4j.createFromArray(PREDICTIONS), null, null);
    assertThat(scores.reshape(2).toDoubleVector()).containsExactly(14.5, 3.375);
    double sum =
        LOSS.computeScore(
            Nd4j.createFromArray(LABELS), Nd4j.createFromArray(PREDICTIONS), null, null, false);
    assertThat(sum).isEqualTo(17.875);
  }

  @Test
  void theGradientEqualsFiniteDifferences() {
    INDArray labels = Nd4j.createFromArray(LABELS);
    float[][] gradient =
        LOSS.computeGradient(labels, Nd4j.createFromArray(PREDICTIONS), null, null).toFloatMatrix();
    double step = 1e-2;
    for (int i = 0; i < 2; i++) {
      for (int k = 0; k < 5; k++) {
        double difference = (score(labels, i, k, step) - score(labels, i, k, -step)) / (2 * step);
        assertThat(gradient[i][k]).isCloseTo((float) difference, within(1e-3f));
      }
    }
  }

  @Test
  void gradientAndScoreTogetherAreThoseAlone() {
    INDArray labels = Nd4j.createFromArray(LABELS);
    INDArray predictions = Nd4j.createFromArray(PREDICTIONS);
    Pair<Double, INDArray> both =
        LOSS.computeGradientAndScore(labels, predictions, null, null, true);
    assertThat(both.getFirst()).isEqualTo(17.875 / 2);
    // 2 weight (F - target), then the sign of the code times the penalty.
    assertThat(both.getSecond())
        .isEqualTo(
            Nd4j.createFromArray(new float[][] {{4, 0, -8, 0.5f, -0.5f}, {-1, -2, 1, 0.5f, 0.5f}}));
    assertThat(LOSS.computeGradient(labels, predictions, null, null)).isEqualTo(both.getSecond());
  }

  @Test
  void partsOfLargerArraysAreReadWhereTheyLie() {
    INDArray all = Nd4j.vstack(Nd4j.zeros(1, 5), Nd4j.createFromArray(PREDICTIONS));
    INDArray part = all.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all());
    INDArray labels = Nd4j.createFromArray(LABELS);
    assertThat(LOSS.computeScore(labels, part, null, null, false)).isEqualTo(17.875);
    INDArray turned = Nd4j.createFromArray(PREDICTIONS).dup('f');
    assertThatThrownBy(() -> LOSS.computeScore(labels, turned, null, null, false))
        .hasMessageContaining("not floats in row-major order");
  }

  @Test
  void gaussianCodesCountByTheirDivergenceFromTheStandardNormal() {
    DenoisingLoss loss = new DenoisingLoss(1, new CodePenalty(0.5, CodeKind.GAUSSIAN));
    float[][] predictions = {{1, 1, -2, 0, (float) Math.log(4)}};
    INDArray labels = Nd4j.createFromArray(new float[][] {{1, 1}});
    // Variances are 1 and 4: (1 + 1 - 1 - 0) / 2 and (4 + 4 - 1 - log 4) / 2.
    double divergence = 0.5 + (7 - Math.log(4)) / 2;
    assertThat(loss.computeScore(labels, Nd4j.createFromArray(predictions), null, null, false))
        .isCloseTo(0.5 * divergence, within(1e-6));
    float[][] gradient =
        loss.computeGradient(labels, Nd4j.createFromArray(predictions), null, null).toFloatMatrix();
    for (int k = 1; k < 5; k++) {
      double[] scores = new double[2];
      for (int side = 0; side < 2; side++) {
        float[][] moved = {predictions[0].clone()};
        moved[0][k] += side == 0 ? -1e-2f : 1e-2f;
        scores[side] = loss.computeScore(labels, Nd4j.createFromArray(moved), null, null, false);
      }
      assertThat(gradient[0][k]).isCloseTo((float) ((scores[1] - scores[0]) / 2e-2), within(1e-3f));
    }
  }

  private static double score(INDArray labels, int image, int number, double change) {
    INDArray moved = Nd4j.createFromArray(PREDICTIONS);
    moved.putScalar(image, number, moved.getDouble(image, number) + change);
    return LOSS.computeScore(labels, moved, null, null, false);
  }
}
