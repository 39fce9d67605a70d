package io.diffrep.engine.host;

import java.nio.FloatBuffer;

/** {@code mean + exp(logVariance / 2) noise}. */
record GaussianDrawLayer(RowTensor mean, RowTensor logVariance, RowTensor noise, RowTensor y)
    implements Layer {
  @Override
  public String kind() {
    return "rows";
  }

  @Override
  public void forward() {
    FloatBuffer means = mean.values();
    FloatBuffer to = y.values();
    for (int i = 0; i < y.length(); i++) {
      to.put(i, (float) (means.get(i) + deviation(i)));
    }
  }

  private double deviation(int i) {
    return Math.exp(0.5 * logVariance.values().get(i)) * noise.values().get(i);
  }

  @Override
  public void bindBackward() {
    // Rows have gradients from the beginning.
  }

  @Override
  public void backward() {
    FloatBuffer dy = y.gradients();
    FloatBuffer dMean = mean.hasGradient() ? mean.gradients() : null;
    FloatBuffer dLogVariance = logVariance.hasGradient() ? logVariance.gradients() : null;
    for (int i = 0; i < y.length(); i++) {
      if (dMean != null) {
        dMean.put(i, dMean.get(i) + dy.get(i));
      }
      if (dLogVariance != null) {
        dLogVariance.put(i, (float) (dLogVariance.get(i) + 0.5 * deviation(i) * dy.get(i)));
      }
    }
  }
}
