package io.diffrep.engine.host;

import io.diffrep.engine.host.Kernels.Factors;
import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;

/** Group norm alone. What needs it is small: sums of the backward pass are plain loops. */
final class NormaliseLayer implements Layer {
  private static final double EPSILON = 1e-5;

  private final Workspace workspace;
  private final MapTensor x;
  private final MapTensor y;
  private final int groups;
  private final MapLayout layout;
  private final int perGroup;
  private final ByteBuffer xData;
  private final ByteBuffer yData;

  /** {@code 1 / sqrt(variance)} of each group of each image. */
  private final float[] inverse;

  private final float[] means;
  private final float[] squares;
  private final Factors factors;
  private ByteBuffer dy;
  private Contribution contribution;

  NormaliseLayer(Workspace workspace, MapTensor x, MapTensor y, int groups) {
    this.workspace = workspace;
    this.x = x;
    this.y = y;
    this.groups = groups;
    layout = x.layout();
    perGroup = layout.channels() / groups;
    xData = x.data().bytes();
    yData = y.data().bytes();
    inverse = new float[layout.batch() * groups];
    means = new float[layout.paddedChannels()];
    squares = new float[layout.paddedChannels()];
    factors = Factors.of(layout.paddedChannels());
  }

  @Override
  public String kind() {
    return "norm";
  }

  @Override
  public void forward() {
    Kernels kernels = workspace.kernels();
    for (int i = 0; i < layout.batch(); i++) {
      for (int b = 0; b < layout.blocks(); b++) {
        int channel = b * layout.block();
        int at = layout.plane(i, b);
        kernels.moments(xData, at, layout.positions(), means, channel, squares, channel);
      }
      for (int g = 0; g < groups; g++) {
        normalise(i, g);
      }
      for (int b = 0; b < layout.blocks(); b++) {
        int at = layout.plane(i, b);
        kernels.combine(xData, xData, yData, at, layout.positions(), factors, b * layout.block());
      }
    }
  }

  /** From the moments of its channels to those of a group: {@code y = r x - r mean}. */
  private void normalise(int image, int group) {
    int from = group * perGroup;
    double mean = 0;
    for (int c = from; c < from + perGroup; c++) {
      mean += means[c];
    }
    mean /= perGroup;
    double sum = 0;
    for (int c = from; c < from + perGroup; c++) {
      double off = means[c] - mean;
      sum += squares[c] + layout.positions() * off * off;
    }
    double r = 1 / Math.sqrt(sum / (perGroup * layout.positions()) + EPSILON);
    inverse[image * groups + group] = (float) r;
    set(group, r, 0, -mean * r);
  }

  private void set(int group, double a, double b, double c) {
    for (int channel = group * perGroup; channel < (group + 1) * perGroup; channel++) {
      factors.a()[channel] = (float) a;
      factors.b()[channel] = (float) b;
      factors.c()[channel] = (float) c;
    }
  }

  @Override
  public void bindBackward() {
    dy = y.gradient().bytes();
    contribution = x.needsGradient() ? x.contribute() : null;
  }

  @Override
  public void backward() {
    if (contribution == null) {
      return;
    }
    for (int i = 0; i < layout.batch(); i++) {
      for (int g = 0; g < groups; g++) {
        differentiate(i, g);
      }
      combine(i);
    }
  }

  /** The gradient by x is {@code r (dy - mean(dy) - y mean(dy y))}, means over the group. */
  private void differentiate(int image, int group) {
    double sum = 0;
    double sumY = 0;
    int block = layout.block();
    for (int c = group * perGroup; c < (group + 1) * perGroup; c++) {
      int at = layout.plane(image, c / block) + c % block * Float.BYTES;
      for (int p = 0; p < layout.positions(); p++, at += block * Float.BYTES) {
        double d = dy.getFloat(at);
        sum += d;
        sumY += d * yData.getFloat(at);
      }
    }
    double r = inverse[image * groups + group];
    double count = (double) perGroup * layout.positions();
    set(group, r, -r * sumY / count, -r * sum / count);
  }

  private void combine(int image) {
    Kernels kernels = workspace.kernels();
    ByteBuffer target = contribution.target().bytes();
    for (int b = 0; b < layout.blocks(); b++) {
      int at = layout.plane(image, b);
      int channel = b * layout.block();
      if (contribution.isFirst()) {
        kernels.combine(dy, yData, target, at, layout.positions(), factors, channel);
      } else {
        ByteBuffer before = contribution.before().bytes();
        kernels.combineAndAdd(dy, yData, before, target, at, layout.positions(), factors, channel);
      }
    }
  }
}
