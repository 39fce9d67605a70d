package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.engine.HostFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
      // A sum of two terms of either sign loses digits that both had.
      assertThat(Math.abs(a[i] - b[i]))
          .as("%d", i)
          .isLessThanOrEqualTo(2e-6f + 1e-5f * Math.abs(b[i]));
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
