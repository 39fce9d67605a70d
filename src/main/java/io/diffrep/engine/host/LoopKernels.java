package io.diffrep.engine.host;

import java.nio.ByteBuffer;

/**
 * The kernels as plain loops, for a JVM without the Vector API's module. Slower, and equal to the
 * vectors' but for rounding.
 */
final class LoopKernels implements Kernels {
  private final int block;
  private final int stride;

  LoopKernels(int block) {
    this.block = block;
    stride = block * Float.BYTES;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public void moments(
      ByteBuffer x, int at, int positions, float[] mean, int index, float[] squares, int channel) {
    for (int j = 0; j < block; j++) {
      int from = at + Float.BYTES * j;
      float first = x.getFloat(from);
      double sum = 0;
      double sum2 = 0;
      for (int i = 0; i < positions; i++, from += stride) {
        double v = x.getFloat(from) - first;
        sum += v;
        sum2 += v * v;
      }
      squares[channel + j] = (float) (sum2 - sum * sum / positions);
      mean[index + j] = (float) (first + sum / positions);
    }
  }

  @Override
  public void affineSilu(
      ByteBuffer x, ByteBuffer y, int at, int positions, Affine affine, int index) {
    for (int i = 0, from = at; i < positions; i++) {
      for (int j = 0; j < block; j++, from += Float.BYTES) {
        double v =
            (double) affine.scale()[index + j] * x.getFloat(from) + affine.shift()[index + j];
        y.putFloat(from, (float) (v * sigmoid(v)));
      }
    }
  }

  @Override
  public void affineSiluGradient(
      ByteBuffer x,
      ByteBuffer dy,
      ByteBuffer d,
      int at,
      int positions,
      Affine affine,
      int index,
      Sums sums,
      int channel) {
    for (int j = 0; j < block; j++) {
      int from = at + Float.BYTES * j;
      double scale = affine.scale()[index + j];
      double shift = affine.shift()[index + j];
      double mean = affine.mean()[index + j];
      double sumD = 0;
      double sumDx = 0;
      for (int i = 0; i < positions; i++, from += stride) {
        double value = x.getFloat(from);
        double v = scale * value + shift;
        double s = sigmoid(v);
        double r = dy.getFloat(from) * s * (1 + v * (1 - s));
        d.putFloat(from, (float) r);
        sumD += r;
        sumDx += r * (value - mean);
      }
      sums.d()[channel + j] = (float) sumD;
      sums.dx()[channel + j] = (float) sumDx;
    }
  }

  @Override
  public void combine(
      ByteBuffer d, ByteBuffer x, ByteBuffer g, int at, int positions, Factors f, int channel) {
    for (int i = 0, from = at; i < positions; i++) {
      for (int j = 0; j < block; j++, from += Float.BYTES) {
        int k = channel + j;
        g.putFloat(from, f.a()[k] * d.getFloat(from) + (f.b()[k] * x.getFloat(from) + f.c()[k]));
      }
    }
  }

  @Override
  public void combineAndAdd(
      ByteBuffer d,
      ByteBuffer x,
      ByteBuffer before,
      ByteBuffer g,
      int at,
      int positions,
      Factors f,
      int channel) {
    for (int i = 0, from = at; i < positions; i++) {
      for (int j = 0; j < block; j++, from += Float.BYTES) {
        int k = channel + j;
        float combined = f.a()[k] * d.getFloat(from) + (f.b()[k] * x.getFloat(from) + f.c()[k]);
        g.putFloat(from, combined + before.getFloat(from));
      }
    }
  }

  @Override
  public void add(ByteBuffer a, int aAt, ByteBuffer b, int bAt, ByteBuffer y, int yAt, int bytes) {
    for (int i = 0; i < bytes; i += Float.BYTES) {
      y.putFloat(yAt + i, a.getFloat(aAt + i) + b.getFloat(bAt + i));
    }
  }

  @Override
  public void upsample(ByteBuffer x, int xAt, ByteBuffer y, int yAt, int height, int width) {
    int lowWidth = (width + 1) / 2;
    for (int r = 0, to = yAt; r < height; r++) {
      for (int q = 0; q < width; q++, to += stride) {
        y.put(to, x, xAt + (r / 2 * lowWidth + q / 2) * stride, stride);
      }
    }
  }

  @Override
  public void upsampleAndAdd(ByteBuffer x, int xAt, ByteBuffer y, int yAt, int height, int width) {
    int lowWidth = (width + 1) / 2;
    for (int r = 0, to = yAt; r < height; r++) {
      for (int q = 0; q < width; q++, to += stride) {
        add(x, xAt + (r / 2 * lowWidth + q / 2) * stride, y, to, y, to, stride);
      }
    }
  }

  @Override
  public void sumRepeats(ByteBuffer y, int yAt, ByteBuffer x, int xAt, int height, int width) {
    int bytes = ((height + 1) / 2) * ((width + 1) / 2) * stride;
    for (int i = 0; i < bytes; i += Float.BYTES) {
      x.putFloat(xAt + i, 0);
    }
    sumRepeatsAndAdd(y, yAt, x, xAt, height, width);
  }

  @Override
  public void sumRepeatsAndAdd(
      ByteBuffer y, int yAt, ByteBuffer x, int xAt, int height, int width) {
    int lowWidth = (width + 1) / 2;
    for (int r = 0, from = yAt; r < height; r++) {
      for (int q = 0; q < width; q++, from += stride) {
        int to = xAt + (r / 2 * lowWidth + q / 2) * stride;
        add(x, to, y, from, x, to, stride);
      }
    }
  }

  @Override
  public void softmax(ByteBuffer x, int at, int count) {
    int end = at + count * Float.BYTES;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < end; i += Float.BYTES) {
      largest = Math.max(largest, x.getFloat(i));
    }
    double sum = 0;
    for (int i = at; i < end; i += Float.BYTES) {
      double e = Math.exp(x.getFloat(i) - largest);
      x.putFloat(i, (float) e);
      sum += e;
    }
    float share = (float) (1 / sum);
    for (int i = at; i < end; i += Float.BYTES) {
      x.putFloat(i, x.getFloat(i) * share);
    }
  }

  @Override
  public void softmaxGradient(ByteBuffer p, ByteBuffer d, int at, int count) {
    int end = at + count * Float.BYTES;
    double sum = 0;
    for (int i = at; i < end; i += Float.BYTES) {
      sum += (double) p.getFloat(i) * d.getFloat(i);
    }
    for (int i = at; i < end; i += Float.BYTES) {
      d.putFloat(i, p.getFloat(i) * (d.getFloat(i) - (float) sum));
    }
  }
}
