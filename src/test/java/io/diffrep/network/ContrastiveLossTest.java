package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ContrastiveLossTest {
  private static final int SIZE = 3;
  private static final INDArray UNREAD = Nd4j.zeros(6, 1);

  private static float[][] rows(int count, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] rows = new float[count][width];
    for (float[] row : rows) {
      for (int k = 0; k < width; k++) {
        row[k] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  /** The definition, word by word: softmax over the other rows of cosines over the temperature. */
  private static double slow(float[][] rows, int i, double temperature) {
    double all = 0;
    for (int k = 0; k < rows.length; k++) {
      if (k != i) {
        all += Math.exp(cosine(rows[i], rows[k]) / temperature);
      }
    }
    int partner = i % 2 == 0 ? i + 1 : i - 1;
    return -Math.log(Math.exp(cosine(rows[i], rows[partner]) / temperature) / all);
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int d = 0; d < SIZE; d++) {
      dot += (double) a[d] * b[d];
      squaresOfA += (double) a[d] * a[d];
      squaresOfB += (double) b[d] * b[d];
    }
    return dot / Math.sqrt(squaresOfA * squaresOfB);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 2})
  void aRowsLossIsTheDefinitions(double temperature) {
    float[][] rows = rows(6, SIZE + 2, 1);
    ContrastiveLoss loss =
        new ContrastiveLoss(SIZE, temperature, new CodePenalty(0.25, CodeKind.PLAIN));
    double[] scores =
        loss.computeScoreArray(UNREAD, Nd4j.createFromArray(rows), null, null)
            .reshape(6)
            .toDoubleVector();
    for (int i = 0; i < 6; i++) {
      double norm = Math.abs(rows[i][SIZE]) + Math.abs(rows[i][SIZE + 1]);
      assertThat(scores[i])
          .isCloseTo(slow(rows, i, temperature) + 0.25 * norm, within(1e-5 * (1 + scores[i])));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1})
  void theGradientEqualsFiniteDifferences(double temperature) {
    float[][] rows = rows(6, SIZE + 2, 2);
    ContrastiveLoss loss =
        new ContrastiveLoss(SIZE, temperature, new CodePenalty(0, CodeKind.PLAIN));
    float[][] gradient =
        loss.computeGradient(UNREAD, Nd4j.createFromArray(rows), null, null).toFloatMatrix();
    float step = 1e-3f;
    for (int i = 0; i < 6; i++) {
      for (int d = 0; d < SIZE; d++) {
        float kept = rows[i][d];
        rows[i][d] = kept + step;
        double up = sum(rows, temperature);
        rows[i][d] = kept - step;
        double down = sum(rows, temperature);
        rows[i][d] = kept;
        assertThat((double) gradient[i][d]).isCloseTo((up - down) / (2 * step), within(2e-3));
      }
    }
  }

  private static double sum(float[][] rows, double temperature) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += slow(rows, i, temperature);
    }
    return sum;
  }

  /** One pair has nothing to be told from; a projection of zeros has no direction, and no harm. */
  @Test
  void onePairCostsNothingAndZerosAreHarmless() {
    ContrastiveLoss loss = new ContrastiveLoss(SIZE, 0.5, new CodePenalty(0, CodeKind.PLAIN));
    INDArray pair = Nd4j.createFromArray(rows(2, SIZE, 3));
    assertThat(loss.computeScore(UNREAD, pair, null, null, false)).isCloseTo(0, within(1e-9));
    INDArray zeros = Nd4j.zeros(4, SIZE);
    assertThat(loss.computeScore(UNREAD, zeros, null, null, true))
        .isCloseTo(Math.log(3), within(1e-6));
    assertThat(loss.computeGradient(UNREAD, zeros, null, null)).isEqualTo(zeros);
  }
}
