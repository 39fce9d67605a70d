package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.BLOCK;
import static io.diffrep.engine.host.Vectors.LANES;
import static io.diffrep.engine.host.Vectors.STRIDE;
import static io.diffrep.engine.host.Vectors.VECTOR;
import static io.diffrep.engine.host.Vectors.all;
import static io.diffrep.engine.host.Vectors.expNegative;
import static io.diffrep.engine.host.Vectors.load;
import static io.diffrep.engine.host.Vectors.repeats;
import static io.diffrep.engine.host.Vectors.store;
import static io.diffrep.engine.host.Vectors.tanh;
import static io.diffrep.engine.host.Vectors.zero;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The kernels with the Vector API. Each must be compiled by itself (CompileCommand dontinline in
 * jobs/jvm.options, for all methods of this class, so that what is to be inlined stands in {@link
 * Vectors}): two of them inlined into one caller exceed what C2 inlines, its vectors are boxed, and
 * the code is ten times slower.
 *
 * <p>Buffers of maps hold whole blocks and a vector divides a block, so there are no tails.
 */
final class VectorKernels implements Kernels {
  @Override
  public void moments(
      ByteBuffer x, int at, int positions, float[] mean, int index, float[] squares, int channel) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int from = at + Float.BYTES * j;
      // Centred by the first position, or small deviations from a large mean would be lost.
      FloatVector first = load(x, from);
      FloatVector sum = zero();
      FloatVector sum2 = zero();
      for (int i = 0; i < positions; i++, from += STRIDE) {
        FloatVector v = load(x, from).sub(first);
        sum = sum.add(v);
        sum2 = v.fma(v, sum2);
      }
      FloatVector m = sum.mul(1f / positions);
      sum2.sub(sum.mul(m)).intoArray(squares, channel + j);
      m.add(first).intoArray(mean, index + j);
    }
  }

  @Override
  public void affineSilu(
      ByteBuffer x, ByteBuffer y, int at, int positions, Affine affine, int index) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int from = at + Float.BYTES * j;
      // silu(v) = h (1 + tanh h) with h = v / 2.
      FloatVector scale = load(affine.scale(), index + j).mul(0.5f);
      FloatVector shift = load(affine.shift(), index + j).mul(0.5f);
      for (int i = 0; i < positions; i++, from += STRIDE) {
        FloatVector h = load(x, from).fma(scale, shift);
        store(tanh(h).fma(h, h), y, from);
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
    for (int j = 0; j < BLOCK; j += LANES) {
      int from = at + Float.BYTES * j;
      FloatVector scale = load(affine.scale(), index + j).mul(0.5f);
      FloatVector shift = load(affine.shift(), index + j).mul(0.5f);
      FloatVector mean = load(affine.mean(), index + j);
      FloatVector sumD = zero();
      FloatVector sumDx = zero();
      for (int i = 0; i < positions; i++, from += STRIDE) {
        FloatVector v = load(x, from);
        FloatVector h = v.fma(scale, shift);
        FloatVector u = tanh(h).add(1f);
        // silu'(2 h) = s (1 + 2 h (1 - s)) with s = u / 2.
        FloatVector slope = u.mul(0.5f).mul(h.mul(all(2f).sub(u)).add(1f));
        FloatVector r = load(dy, from).mul(slope);
        store(r, d, from);
        sumD = sumD.add(r);
        sumDx = r.fma(v.sub(mean), sumDx);
      }
      sumD.intoArray(sums.d(), channel + j);
      sumDx.intoArray(sums.dx(), channel + j);
    }
  }

  @Override
  public void combine(
      ByteBuffer d, ByteBuffer x, ByteBuffer g, int at, int positions, Factors f, int channel) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int from = at + Float.BYTES * j;
      FloatVector a = load(f.a(), channel + j);
      FloatVector b = load(f.b(), channel + j);
      FloatVector c = load(f.c(), channel + j);
      for (int i = 0; i < positions; i++, from += STRIDE) {
        store(load(d, from).fma(a, load(x, from).fma(b, c)), g, from);
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
    for (int j = 0; j < BLOCK; j += LANES) {
      int from = at + Float.BYTES * j;
      FloatVector a = load(f.a(), channel + j);
      FloatVector b = load(f.b(), channel + j);
      FloatVector c = load(f.c(), channel + j);
      for (int i = 0; i < positions; i++, from += STRIDE) {
        store(load(d, from).fma(a, load(x, from).fma(b, c)).add(load(before, from)), g, from);
      }
    }
  }

  @Override
  public void add(ByteBuffer a, int aAt, ByteBuffer b, int bAt, ByteBuffer y, int yAt, int bytes) {
    for (int i = 0; i < bytes; i += VECTOR) {
      store(load(a, aAt + i).add(load(b, bAt + i)), y, yAt + i);
    }
  }

  @Override
  public void upsample(ByteBuffer x, int xAt, ByteBuffer y, int yAt, int height, int width) {
    int lowWidth = (width + 1) / 2;
    for (int r = 0; r < height; r++) {
      int row = xAt + r / 2 * lowWidth * STRIDE;
      int to = yAt + r * width * STRIDE;
      for (int q = 0; q < width; q++, to += STRIDE) {
        for (int j = 0; j < STRIDE; j += VECTOR) {
          store(load(x, row + q / 2 * STRIDE + j), y, to + j);
        }
      }
    }
  }

  @Override
  public void upsampleAndAdd(ByteBuffer x, int xAt, ByteBuffer y, int yAt, int height, int width) {
    int lowWidth = (width + 1) / 2;
    for (int r = 0; r < height; r++) {
      int row = xAt + r / 2 * lowWidth * STRIDE;
      int to = yAt + r * width * STRIDE;
      for (int q = 0; q < width; q++, to += STRIDE) {
        for (int j = 0; j < STRIDE; j += VECTOR) {
          store(load(x, row + q / 2 * STRIDE + j).add(load(y, to + j)), y, to + j);
        }
      }
    }
  }

  @Override
  public void sumRepeats(ByteBuffer y, int yAt, ByteBuffer x, int xAt, int height, int width) {
    int rowBytes = width * STRIDE;
    int to = xAt;
    for (int r = 0; r < height; r += 2) {
      int rows = Math.min(2, height - r);
      for (int q = 0; q < width; q += 2, to += STRIDE) {
        int columns = Math.min(2, width - q);
        int from = yAt + r * rowBytes + q * STRIDE;
        for (int j = 0; j < STRIDE; j += VECTOR) {
          store(repeats(y, from + j, rows, columns, rowBytes), x, to + j);
        }
      }
    }
  }

  @Override
  public void sumRepeatsAndAdd(
      ByteBuffer y, int yAt, ByteBuffer x, int xAt, int height, int width) {
    int rowBytes = width * STRIDE;
    int to = xAt;
    for (int r = 0; r < height; r += 2) {
      int rows = Math.min(2, height - r);
      for (int q = 0; q < width; q += 2, to += STRIDE) {
        int columns = Math.min(2, width - q);
        int from = yAt + r * rowBytes + q * STRIDE;
        for (int j = 0; j < STRIDE; j += VECTOR) {
          store(repeats(y, from + j, rows, columns, rowBytes).add(load(x, to + j)), x, to + j);
        }
      }
    }
  }

  /** What is shorter than a vector at the end is done number by number. */
  @Override
  public void softmax(ByteBuffer x, int at, int count) {
    int vectors = at + count / LANES * VECTOR;
    int end = at + count * Float.BYTES;
    FloatVector most = all(Float.NEGATIVE_INFINITY);
    for (int i = at; i < vectors; i += VECTOR) {
      most = most.max(load(x, i));
    }
    float largest = most.reduceLanes(VectorOperators.MAX);
    for (int i = vectors; i < end; i += Float.BYTES) {
      largest = Math.max(largest, x.getFloat(i));
    }
    FloatVector sums = zero();
    for (int i = at; i < vectors; i += VECTOR) {
      FloatVector e = expNegative(load(x, i).sub(largest));
      store(e, x, i);
      sums = sums.add(e);
    }
    float sum = sums.reduceLanes(VectorOperators.ADD);
    for (int i = vectors; i < end; i += Float.BYTES) {
      float e = (float) Math.exp(x.getFloat(i) - largest);
      x.putFloat(i, e);
      sum += e;
    }
    float share = 1 / sum;
    for (int i = at; i < vectors; i += VECTOR) {
      store(load(x, i).mul(share), x, i);
    }
    for (int i = vectors; i < end; i += Float.BYTES) {
      x.putFloat(i, x.getFloat(i) * share);
    }
  }

  @Override
  public void softmaxGradient(ByteBuffer p, ByteBuffer d, int at, int count) {
    int vectors = at + count / LANES * VECTOR;
    int end = at + count * Float.BYTES;
    FloatVector sums = zero();
    for (int i = at; i < vectors; i += VECTOR) {
      sums = load(p, i).fma(load(d, i), sums);
    }
    float sum = sums.reduceLanes(VectorOperators.ADD);
    for (int i = vectors; i < end; i += Float.BYTES) {
      sum += p.getFloat(i) * d.getFloat(i);
    }
    for (int i = at; i < vectors; i += VECTOR) {
      store(load(d, i).sub(sum).mul(load(p, i)), d, i);
    }
    for (int i = vectors; i < end; i += Float.BYTES) {
      d.putFloat(i, p.getFloat(i) * (d.getFloat(i) - sum));
    }
  }
}
