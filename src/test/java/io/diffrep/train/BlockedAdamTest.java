package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.engine.HostFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

class BlockedAdamTest {
  private final LearningRate rate = new LearningRate(2e-3, 64, 640, 0.1, 32);

  @ParameterizedTest
  @ValueSource(ints = {1, 2047, 2048, 5000})
  void equalsNd4jsAdamOverManySteps(int length) {
    INDArray moments = Nd4j.create(DataType.FLOAT, 1, 2L * length);
    INDArray expectedMoments = moments.dup();
    GradientUpdater<?> updater = new BlockedAdam(rate).instantiate(moments, true);
    GradientUpdater<?> expected = new Adam(rate).instantiate(expectedMoments, true);
    Nd4j.getRandom().setSeed(7);
    for (int step = 0; step < 20; step++) {
      INDArray gradient = Nd4j.randn(DataType.FLOAT, 1, length);
      gradient.muli(Math.pow(10, step % 5 - 3));
      INDArray expectedUpdate = gradient.dup();
      updater.applyUpdater(gradient, step, 0);
      expected.applyUpdater(expectedUpdate, step, 0);
      assertNear(gradient, expectedUpdate);
      assertNear(moments, expectedMoments);
    }
  }

  private static void assertNear(INDArray actual, INDArray expected) {
    float[] a = HostFloats.copy(actual);
    float[] b = HostFloats.copy(expected);
    for (int i = 0; i < a.length; i++) {
      // A sum of two terms of either sign loses digits that both had; ND4J takes 0.999 from 1 in
      // single precision, which is 5e-5 off.
      assertThat(Math.abs(a[i] - b[i]))
          .as("%d", i)
          .isLessThanOrEqualTo(2e-6f + 1e-4f * Math.abs(b[i]));
    }
  }

  /** The formulas of section 2 of arXiv 1412.6980, in double precision. */
  @Test
  void equalsThePapersFormulasInAViewOfAllMomentsWithTinyGradientsAndZeros() {
    int length = 6;
    INDArray all = Nd4j.create(DataType.FLOAT, 1, 2 * length + 5);
    INDArray moments = all.get(NDArrayIndex.all(), NDArrayIndex.interval(5, 5 + 2 * length));
    GradientUpdater<?> updater = new BlockedAdam(rate).instantiate(moments, true);
    double[] g = {0, 1e-8, -3e-8, 1, -250, 1e-3};
    double[] m = new double[length];
    double[] v = new double[length];
    for (int step = 1; step <= 5; step++) {
      INDArray gradient = Nd4j.createFromArray(g).castTo(DataType.FLOAT).reshape(1, length);
      updater.applyUpdater(gradient, step - 1, 0);
      for (int i = 0; i < length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double scale = Math.sqrt(1 - Math.pow(0.999, step)) / (1 - Math.pow(0.9, step));
        double expected = rate.valueAt(step - 1, 0) * scale * m[i] / (Math.sqrt(v[i]) + 1e-8);
        assertThat(gradient.getDouble(0, i)).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
      }
    }
  }

  /** Workers get copies of the network's configuration. */
  @Test
  void aCopyHasTheScheduleAndTheArithmetic() {
    Adam copy = new BlockedAdam(rate).clone();
    assertThat(copy).isInstanceOf(BlockedAdam.class).isEqualTo(new BlockedAdam(rate));
    assertThat(copy.getLearningRate(3, 0)).isEqualTo(rate.valueAt(3, 0));
  }
}
