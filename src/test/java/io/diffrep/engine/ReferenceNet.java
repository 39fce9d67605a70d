package io.diffrep.engine;

import io.diffrep.engine.Operation.Add;
import io.diffrep.engine.Operation.AddRows;
import io.diffrep.engine.Operation.Attention;
import io.diffrep.engine.Operation.ChannelBias;
import io.diffrep.engine.Operation.Concat;
import io.diffrep.engine.Operation.ConcatRows;
import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.Operation.FilmActivation;
import io.diffrep.engine.Operation.Flatten;
import io.diffrep.engine.Operation.GaussianDraw;
import io.diffrep.engine.Operation.KeepOrElse;
import io.diffrep.engine.Operation.Linear;
import io.diffrep.engine.Operation.MeanPool;
import io.diffrep.engine.Operation.NormActivation;
import io.diffrep.engine.Operation.Normalise;
import io.diffrep.engine.Operation.Silu;
import io.diffrep.engine.Operation.SineFeatures;
import io.diffrep.engine.Operation.Unflatten;
import io.diffrep.engine.Operation.UpsampleConcat;
import io.diffrep.engine.Value.FeatureMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the operations are defined to compute: plain loops in double precision, slow. */
final class ReferenceNet {
  private static final double EPSILON = 1e-5;

  private final int batch;
  private final double[] parameters;
  private final double[][] values;

  private ReferenceNet(EngineCase c) {
    batch = c.batch();
    parameters = c.parameters();
    int count = c.graph().inputs().values().stream().mapToInt(Value::id).max().orElse(-1) + 1;
    for (Operation operation : c.graph().operations()) {
      count = Math.max(count, operation.output().id() + 1);
    }
    values = new double[count][];
    c.graph().inputs().forEach((name, value) -> values[value.id()] = c.inputs().get(name));
    for (Operation operation : c.graph().operations()) {
      Value output = operation.output();
      values[output.id()] = new double[batch * output.size()];
      run(operation, values[output.id()]);
    }
  }

  /** The outputs of a case. */
  static Map<String, double[]> outputs(EngineCase c) {
    ReferenceNet net = new ReferenceNet(c);
    Map<String, double[]> outputs = new LinkedHashMap<>();
    c.graph().outputs().forEach((name, value) -> outputs.put(name, net.values[value.id()]));
    return outputs;
  }

  /** The loss whose output gradients the case gives: the sum of outputs times gradients. */
  static double loss(EngineCase c) {
    double loss = 0;
    for (Map.Entry<String, double[]> output : outputs(c).entrySet()) {
      double[] gradient = c.outputGradients().get(output.getKey());
      for (int i = 0; i < gradient.length; i++) {
        loss += gradient[i] * output.getValue()[i];
      }
    }
    return loss;
  }

  /** The derivative of {@link #loss} by one parameter, by a central difference. */
  static double derivative(EngineCase c, int parameter) {
    double step = 1e-4;
    double[] shifted = c.parameters().clone();
    shifted[parameter] += step;
    double above = loss(c.with(shifted));
    shifted[parameter] -= 2 * step;
    double below = loss(c.with(shifted));
    return (above - below) / (2 * step);
  }

  private void run(Operation operation, double[] y) {
    if (operation instanceof Convolution c) {
      convolution(c, y);
    } else if (operation instanceof NormActivation n) {
      norm(n.x(), n.groups(), n.scale().offset(), n.shift().offset(), y);
    } else if (operation instanceof FilmActivation f) {
      film(f, y);
    } else if (operation instanceof Add a) {
      sum(a.a(), a.b(), y);
    } else if (operation instanceof AddRows a) {
      sum(a.a(), a.b(), y);
    } else if (operation instanceof UpsampleConcat u) {
      upsample(u, y);
    } else if (operation instanceof Concat c) {
      join(c.a(), c.b(), y);
    } else if (operation instanceof ConcatRows c) {
      join(c.a(), c.b(), y);
    } else if (operation instanceof ChannelBias b) {
      for (int i = 0; i < y.length; i++) {
        y[i] = of(b.x())[i] + of(b.bias())[i / b.x().positions()];
      }
    } else if (operation instanceof Normalise n) {
      normalise(n.x(), n.groups(), y);
    } else if (operation instanceof Attention a) {
      ReferenceAttention.attend(a.output(), batch, of(a.x()), y);
    } else if (operation instanceof Unflatten u) {
      System.arraycopy(of(u.x()), 0, y, 0, y.length);
    } else if (operation instanceof Flatten f) {
      System.arraycopy(of(f.x()), 0, y, 0, y.length);
    } else if (operation instanceof MeanPool m) {
      pool(m.x(), m.cells(), y);
    } else if (operation instanceof Linear l) {
      linear(l, y);
    } else if (operation instanceof Silu s) {
      for (int i = 0; i < y.length; i++) {
        y[i] = silu(of(s.x())[i]);
      }
    } else if (operation instanceof GaussianDraw g) {
      for (int i = 0; i < y.length; i++) {
        y[i] = of(g.mean())[i] + Math.exp(of(g.logVariance())[i] / 2) * of(g.noise())[i];
      }
    } else if (operation instanceof SineFeatures s) {
      sines(s, y);
    } else if (operation instanceof KeepOrElse k) {
      keep(k, y);
    } else {
      throw new IllegalArgumentException("unknown operation " + operation);
    }
  }

  private double[] of(Value value) {
    return values[value.id()];
  }

  private double parameter(Parameter parameter, int index) {
    return parameters[parameter.offset() + index];
  }

  private static double silu(double v) {
    return v / (1 + Math.exp(-v));
  }

  private static int at(FeatureMap map, int image, int channel, int row, int column) {
    return ((image * map.channels() + channel) * map.height() + row) * map.width() + column;
  }

  private void convolution(Convolution c, double[] y) {
    FeatureMap out = c.output();
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < out.channels(); o++) {
        for (int r = 0; r < out.height(); r++) {
          for (int s = 0; s < out.width(); s++) {
            y[at(out, n, o, r, s)] = parameter(c.bias(), o) + window(c, n, o, r, s);
          }
        }
      }
    }
  }

  private double window(Convolution c, int image, int o, int r, int s) {
    FeatureMap in = c.x();
    int k = c.kernel();
    int outs = c.output().channels();
    double sum = 0;
    for (int dr = 0; dr < k; dr++) {
      for (int ds = 0; ds < k; ds++) {
        int row = r * c.stride() + dr - k / 2;
        int column = s * c.stride() + ds - k / 2;
        if (row < 0 || row >= in.height() || column < 0 || column >= in.width()) {
          continue;
        }
        for (int i = 0; i < in.channels(); i++) {
          double weight = parameter(c.weight(), ((dr * k + ds) * in.channels() + i) * outs + o);
          sum += weight * of(in)[at(in, image, i, row, column)];
        }
      }
    }
    return sum;
  }

  private void norm(FeatureMap map, int groups, int scale, int shift, double[] y) {
    normalise(map, groups, y);
    for (int i = 0; i < y.length; i++) {
      int channel = i / map.positions() % map.channels();
      y[i] = silu(y[i] * parameters[scale + channel] + parameters[shift + channel]);
    }
  }

  private void film(FilmActivation f, double[] y) {
    FeatureMap map = f.x();
    normalise(map, f.groups(), y);
    double[] film = of(f.film());
    for (int i = 0; i < y.length; i++) {
      int channel = i / map.positions() % map.channels();
      int start = i / map.size() * 2 * map.channels();
      y[i] = silu(y[i] * (1 + film[start + channel]) + film[start + map.channels() + channel]);
    }
  }

  private void normalise(FeatureMap map, int groups, double[] y) {
    double[] x = of(map);
    int length = map.size() / groups;
    for (int start = 0; start < x.length; start += length) {
      double mean = 0;
      for (int i = start; i < start + length; i++) {
        mean += x[i] / length;
      }
      double variance = 0;
      for (int i = start; i < start + length; i++) {
        variance += (x[i] - mean) * (x[i] - mean) / length;
      }
      for (int i = start; i < start + length; i++) {
        y[i] = (x[i] - mean) / Math.sqrt(variance + EPSILON);
      }
    }
  }

  private void sum(Value a, Value b, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = of(a)[i] + of(b)[i];
    }
  }

  private void join(Value a, Value b, double[] y) {
    int size = a.size() + b.size();
    for (int i = 0; i < y.length; i++) {
      int image = i / size;
      int at = i % size;
      y[i] = at < a.size() ? of(a)[image * a.size() + at] : of(b)[image * b.size() + at - a.size()];
    }
  }

  private void upsample(UpsampleConcat u, double[] y) {
    FeatureMap out = u.output();
    for (int n = 0; n < batch; n++) {
      for (int c = 0; c < out.channels(); c++) {
        for (int r = 0; r < out.height(); r++) {
          for (int s = 0; s < out.width(); s++) {
            int fromSkip = c - u.low().channels();
            y[at(out, n, c, r, s)] =
                fromSkip < 0
                    ? of(u.low())[at(u.low(), n, c, r / 2, s / 2)]
                    : of(u.skip())[at(u.skip(), n, fromSkip, r, s)];
          }
        }
      }
    }
  }

  /** The mean over the positions whose square, in a map of that side, touches the cell's. */
  private void pool(FeatureMap x, int cells, double[] y) {
    double[] count = new double[y.length];
    for (int plane = 0; plane < batch * x.channels(); plane++) {
      for (int cell = 0; cell < cells * cells; cell++) {
        int i = plane * cells * cells + cell;
        for (int r = 0; r < x.height(); r++) {
          for (int s = 0; s < x.width(); s++) {
            if (touch(cell / cells, cells, r, x.height())
                && touch(cell % cells, cells, s, x.width())) {
              y[i] += of(x)[(plane * x.height() + r) * x.width() + s];
              count[i]++;
            }
          }
        }
        y[i] /= count[i];
      }
    }
  }

  private static boolean touch(int cell, int cells, int position, int positions) {
    return (position + 1) * cells > cell * positions && position * cells < (cell + 1) * positions;
  }

  private void linear(Linear l, double[] y) {
    int ins = l.x().size();
    int outs = l.output().size();
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < outs; o++) {
        double sum = parameter(l.bias(), o);
        for (int i = 0; i < ins; i++) {
          sum += of(l.x())[n * ins + i] * parameter(l.weight(), i * outs + o);
        }
        y[n * outs + o] = sum;
      }
    }
  }

  private void sines(SineFeatures s, double[] y) {
    int count = s.frequencies().size();
    for (int n = 0; n < batch; n++) {
      for (int k = 0; k < count; k++) {
        double angle = of(s.x())[n] * s.frequencies().get(k);
        y[2 * count * n + k] = Math.sin(angle);
        y[2 * count * n + count + k] = Math.cos(angle);
      }
    }
  }

  private void keep(KeepOrElse k, double[] y) {
    int size = k.output().size();
    for (int i = 0; i < y.length; i++) {
      double keep = of(k.keep())[i / size];
      y[i] = keep * of(k.x())[i] + (1 - keep) * parameter(k.otherwise(), i % size);
    }
  }
}
