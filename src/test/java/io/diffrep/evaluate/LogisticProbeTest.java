package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class LogisticProbeTest {
  private static final int CLASSES = 3;
  private static final int DIMENSION = 4;
  private static final int ROWS = 60;
  private static final double C = 0.5;

  private final double[][] features = new double[ROWS][DIMENSION];
  private final int[] labels = new int[ROWS];

  LogisticProbeTest() {
    Random random = new Random(11);
    for (int row = 0; row < ROWS; row++) {
      labels[row] = row % 7 == 0 ? 0 : row % CLASSES;
      for (int i = 0; i < DIMENSION; i++) {
        // Scales differ, so that a penalty on rescaled weights would give another answer.
        double scale = i == 1 ? 0.3 : 1;
        features[row][i] = scale * (random.nextGaussian() + (labels[row] == i ? 1.5 : 0) + 0.4);
      }
    }
  }

  @Test
  void findsTheMinimumThatGradientDescentFinds() {
    LinearClassifier fitted = fit(labels);
    SlowSoftmax slow = new SlowSoftmax(features, labels, CLASSES, C);
    slow.descend(40_000, 0.02);
    assertThat(objective(fitted)).isCloseTo(slow.objective(), within(1e-3));
    double[][] weights = fitted.weights();
    for (int label = 0; label < CLASSES; label++) {
      for (int i = 0; i < DIMENSION; i++) {
        assertThat(weights[label][i]).isCloseTo(slow.weights()[label][i], within(2e-2));
      }
      for (int row = 0; row < ROWS; row++) {
        assertThat(fitted.predict(floats(features[row]))).isEqualTo(slow.predict(features[row]));
      }
    }
  }

  @Test
  void saysWhetherItConverged() {
    LogisticProbe patient = new LogisticProbe(C, 100);
    LogisticProbe hasty = new LogisticProbe(C, 2);
    assertThat(patient.fit(labelled(labels)).converged()).isTrue();
    assertThat(hasty.fit(labelled(labels)).converged()).isFalse();
  }

  private LinearClassifier fit(int[] truth) {
    return (LinearClassifier) new LogisticProbe(C, 100).fit(labelled(truth)).classifier();
  }

  private double objective(LinearClassifier classifier) {
    SlowSoftmax at = new SlowSoftmax(features, labels, CLASSES, C);
    at.place(classifier.weights(), classifier.intercepts());
    return at.objective();
  }

  private Probe.LabelledSet labelled(int[] truth) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(RowFactory.create((double) truth[row], Vectors.dense(features[row])));
    }
    return new Probe.LabelledSet(
        SparkSessions.shared().createDataFrame(rows, Probe.SCHEMA), ROWS, CLASSES);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
