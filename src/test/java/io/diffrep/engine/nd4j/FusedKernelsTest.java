package io.diffrep.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FusedKernelsTest {
  private static final int STEPS = 600_001;

  private static float[] arguments() {
    float[] v = new float[STEPS];
    for (int i = 0; i < STEPS; i++) {
      v[i] = -30 + 60f * i / (STEPS - 1);
    }
    return v;
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  @Test
  void sigmoidIsRightToSinglePrecisionFromMinusToPlusThirty() {
    float[] v = arguments();
    float[] s = new float[STEPS];
    FusedKernels.sigmoid(v, s, STEPS);
    double worst = 0;
    for (int i = 0; i < STEPS; i++) {
      worst = Math.max(worst, Math.abs(s[i] - sigmoid(v[i])));
      assertThat(s[i]).isBetween(0f, 1f);
    }
    assertThat(worst).isLessThan(2.5e-7);
  }

  @Test
  void siluIsRightToSinglePrecisionFromMinusToPlusThirty() {
    float[] v = arguments();
    float[] y = v.clone();
    float[] s = new float[STEPS];
    FusedKernels.sigmoid(v, s, STEPS);
    FusedKernels.multiply(y, s, STEPS);
    double worst = 0;
    for (int i = 0; i < STEPS; i++) {
      double error = Math.abs(y[i] - v[i] * sigmoid(v[i]));
      worst = Math.max(worst, error / Math.max(1, Math.abs(v[i])));
    }
    assertThat(worst).isLessThan(3e-7);
    assertThat(y[0]).as("silu(-30)").isCloseTo(0f, within(1e-10f));
  }

  @Test
  void derivativeOfSiluIsRightFromMinusToPlusThirty() {
    float[] v = arguments();
    float[] s = new float[STEPS];
    float[] gradient = new float[STEPS];
    Arrays.fill(gradient, 2);
    FusedKernels.sigmoid(v, s, STEPS);
    FusedKernels.siluBackward(v, s, gradient, STEPS);
    double worst = 0;
    for (int i = 0; i < STEPS; i++) {
      double exact = sigmoid(v[i]) * (1 + v[i] * (1 - sigmoid(v[i])));
      double error = Math.abs(gradient[i] - 2 * exact);
      worst = Math.max(worst, error / Math.max(1, Math.abs(v[i])));
    }
    assertThat(worst).isLessThan(1e-6);
  }

  @Test
  void farOutAndUndefinedNumbersStayWhatTheyAre() {
    float[] v = {-1e30f, 1e30f, Float.NaN, 0};
    float[] s = new float[4];
    FusedKernels.sigmoid(v, s, 4);
    assertThat(s).containsExactly(0, 1, Float.NaN, 0.5f);
  }

  @Test
  void sumsOfAnyLengthAndStart() {
    Random random = new Random(1);
    float[] x = new float[64];
    float[] y = new float[64];
    for (int i = 0; i < 64; i++) {
      x[i] = (float) random.nextGaussian();
      y[i] = (float) random.nextGaussian();
    }
    for (int start = 0; start < 10; start++) {
      for (int length = 0; length <= 50; length++) {
        double sum = 0;
        double dot = 0;
        for (int i = start; i < start + length; i++) {
          sum += x[i];
          dot += (double) x[i] * y[i];
        }
        assertThat(FusedKernels.sum(x, start, length)).isCloseTo((float) sum, within(5e-6f));
        assertThat(FusedKernels.dot(x, y, start, length)).isCloseTo((float) dot, within(5e-6f));
      }
    }
  }
}
