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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The same graph as SameDiff would run and derive it, in double precision. Outputs are asked for
 * together with gradients: SameDiff's plain output call is wrong for graphs that share values.
 */
final class SameDiffNet {
  private final SameDiff sd = SameDiff.create();
  private final EngineCase c;
  private final Map<Integer, SDVariable> values = new HashMap<>();
  private final Map<String, SDVariable> parameters = new LinkedHashMap<>();

  private SameDiffNet(EngineCase c) {
    this.c = c;
  }

  /** Outputs by name, gradients in the layout of the graph's parameters. */
  static EngineResult run(EngineCase c) {
    return new SameDiffNet(c).run();
  }

  private EngineResult run() {
    c.graph()
        .inputs()
        .forEach(
            (name, value) ->
                values.put(value.id(), sd.constant(array(c.inputs().get(name), shape(value)))));
    for (Parameter p : c.graph().layout().parameters()) {
      double[] numbers = new double[p.length()];
      System.arraycopy(c.parameters(), p.offset(), numbers, 0, numbers.length);
      parameters.put(p.name(), sd.var(p.name(), array(numbers, p.dimensions())));
    }
    c.graph().operations().forEach(o -> values.put(o.output().id(), record(o)));
    SDVariable loss = null;
    Map<String, SDVariable> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, Value> output : c.graph().outputs().entrySet()) {
      SDVariable y = of(output.getValue()).add(0.0);
      double[] gradient = c.outputGradients().get(output.getKey());
      SDVariable part = y.mul(sd.constant(array(gradient, shape(output.getValue())))).sum();
      outputs.put(output.getKey(), y);
      loss = loss == null ? part : loss.add(part);
    }
    sd.setLossVariables(loss);
    return calculate(outputs);
  }

  private EngineResult calculate(Map<String, SDVariable> outputs) {
    List<String> names = outputs.values().stream().map(SDVariable::name).toList();
    var calculated = sd.calculateGradientsAndOutputs(Map.of(), names, parameters.keySet());
    Map<String, double[]> results = new LinkedHashMap<>();
    outputs.forEach((name, y) -> results.put(name, numbers(calculated.getOutputs().get(y.name()))));
    double[] gradients = new double[c.parameters().length];
    for (Parameter p : c.graph().layout().parameters()) {
      double[] gradient = numbers(calculated.getGradients().get(p.name()));
      System.arraycopy(gradient, 0, gradients, p.offset(), gradient.length);
    }
    return new EngineResult(results, gradients);
  }

  private static double[] numbers(INDArray array) {
    return array.dup('c').reshape(array.length()).toDoubleVector();
  }

  private static INDArray array(double[] numbers, long... shape) {
    return Nd4j.createFromArray(numbers).reshape('c', shape);
  }

  private long[] shape(Value value) {
    return value instanceof FeatureMap map
        ? new long[] {c.batch(), map.channels(), map.height(), map.width()}
        : new long[] {c.batch(), value.size()};
  }

  private SDVariable of(Value value) {
    return values.get(value.id());
  }

  private SDVariable of(Parameter parameter) {
    return parameters.get(parameter.name());
  }

  private SDVariable record(Operation operation) {
    if (operation instanceof Convolution k) {
      return convolution(k);
    } else if (operation instanceof NormActivation n) {
      SDVariable scale = of(n.scale()).reshape(1, n.x().channels(), 1, 1);
      SDVariable shift = of(n.shift()).reshape(1, n.x().channels(), 1, 1);
      return silu(normalised(n.x(), n.groups()).mul(scale).add(shift));
    } else if (operation instanceof FilmActivation f) {
      return film(f);
    } else if (operation instanceof Add a) {
      return of(a.a()).add(of(a.b()));
    } else if (operation instanceof AddRows a) {
      return of(a.a()).add(of(a.b()));
    } else if (operation instanceof UpsampleConcat u) {
      return upsample(u);
    } else if (operation instanceof Concat j) {
      return sd.concat(1, of(j.a()), of(j.b()));
    } else if (operation instanceof ConcatRows j) {
      return sd.concat(1, of(j.a()), of(j.b()));
    } else if (operation instanceof ChannelBias b) {
      return of(b.x()).add(of(b.bias()).reshape(c.batch(), b.bias().size(), 1, 1));
    } else if (operation instanceof Normalise n) {
      return normalised(n.x(), n.groups());
    } else if (operation instanceof Attention a) {
      return attention(a);
    } else if (operation instanceof Unflatten u) {
      return of(u.x()).reshape(shape(u.output()));
    } else if (operation instanceof Flatten f) {
      return of(f.x()).reshape(shape(f.output()));
    } else if (operation instanceof MeanPool m) {
      return pool(m);
    } else if (operation instanceof Linear l) {
      return linear(l).add(of(l.bias()).reshape(1, l.output().size()));
    } else if (operation instanceof Silu s) {
      return silu(of(s.x()));
    } else if (operation instanceof GaussianDraw g) {
      return of(g.mean()).add(sd.math().exp(of(g.logVariance()).mul(0.5)).mul(of(g.noise())));
    } else if (operation instanceof SineFeatures s) {
      double[] frequencies = s.frequencies().stream().mapToDouble(f -> f).toArray();
      SDVariable angles = of(s.x()).mmul(sd.constant(array(frequencies, 1, frequencies.length)));
      return sd.concat(1, sd.math().sin(angles), sd.math().cos(angles));
    } else if (operation instanceof KeepOrElse k) {
      SDVariable keep = of(k.keep());
      SDVariable otherwise = of(k.otherwise()).reshape(1, k.output().size());
      return keep.mul(of(k.x())).add(keep.rsub(1.0).mul(otherwise));
    }
    throw new IllegalArgumentException("unknown operation " + operation);
  }

  private SDVariable convolution(Convolution k) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(k.kernel())
            .kW(k.kernel())
            .sH(k.stride())
            .sW(k.stride())
            .pH(k.kernel() / 2)
            .pW(k.kernel() / 2)
            .dataFormat(Conv2DConfig.NCHW)
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    return sd.cnn().conv2d(of(k.x()), of(k.weight()), of(k.bias()), config);
  }

  /** A mean a cell, from its rows and columns cut out. */
  private SDVariable pool(MeanPool m) {
    int cells = m.cells();
    List<SDVariable> means = new ArrayList<>();
    for (int i = 0; i < cells * cells; i++) {
      SDVariable cell =
          of(m.x())
              .get(
                  SDIndex.all(),
                  SDIndex.all(),
                  cut(i / cells, cells, m.x().height()),
                  cut(i % cells, cells, m.x().width()));
      means.add(cell.mean(2, 3).reshape(c.batch(), m.x().channels(), 1));
    }
    SDVariable all = cells == 1 ? means.get(0) : sd.concat(2, means.toArray(SDVariable[]::new));
    return all.reshape(shape(m.output()));
  }

  private static SDIndex cut(int cell, int cells, int positions) {
    int from = (int) Math.floor((double) cell * positions / cells);
    int to = (int) Math.ceil((double) (cell + 1) * positions / cells);
    return SDIndex.interval(from, to);
  }

  /** SameDiff cannot derive a product of two 1x1 matrices. */
  private SDVariable linear(Linear l) {
    boolean numbers = c.batch() * l.x().size() * l.output().size() == 1;
    return numbers ? of(l.x()).mul(of(l.weight())) : of(l.x()).mmul(of(l.weight()));
  }

  private SDVariable silu(SDVariable v) {
    return v.mul(sd.nn().sigmoid(v));
  }

  private SDVariable normalised(FeatureMap map, int groups) {
    SDVariable grouped = of(map).reshape(c.batch(), groups, map.size() / groups);
    SDVariable centred = grouped.sub(grouped.mean(true, 2));
    SDVariable variance = centred.mul(centred).mean(true, 2);
    return centred.div(sd.math().sqrt(variance.add(1e-5))).reshape(shape(map));
  }

  private SDVariable attention(Attention a) {
    SDVariable queries = part(a, 0).permute(0, 2, 1);
    SDVariable products = sd.linalg().matmul(queries, part(a, 1)).mul(a.scale());
    SDVariable weights = sd.nn().softmax(products, 2).permute(0, 2, 1);
    return sd.linalg().matmul(part(a, 2), weights).reshape(shape(a.output()));
  }

  /** {@code [batch, channels, positions]}. */
  private SDVariable part(Attention a, int part) {
    int channels = a.output().channels();
    SDVariable planes = of(a.x()).reshape(c.batch(), 3L * channels, a.x().positions());
    SDIndex range = SDIndex.interval(part * channels, (part + 1) * channels);
    return planes.get(SDIndex.all(), range, SDIndex.all());
  }

  private SDVariable film(FilmActivation f) {
    int channels = f.x().channels();
    SDVariable scale = half(f, 0).add(1.0).reshape(c.batch(), channels, 1, 1);
    SDVariable shift = half(f, channels).reshape(c.batch(), channels, 1, 1);
    return silu(normalised(f.x(), f.groups()).mul(scale).add(shift));
  }

  private SDVariable half(FilmActivation f, int from) {
    int channels = f.x().channels();
    double[] selector = new double[2 * channels * channels];
    for (int i = 0; i < channels; i++) {
      selector[(from + i) * channels + i] = 1;
    }
    return of(f.film()).mmul(sd.constant(array(selector, 2L * channels, channels)));
  }

  private SDVariable upsample(UpsampleConcat u) {
    FeatureMap low = u.low();
    SDVariable apart = of(low).reshape(c.batch(), low.channels(), low.height(), 1, low.width(), 1);
    SDVariable doubled =
        sd.tile(apart, 1, 1, 1, 2, 1, 2)
            .reshape(c.batch(), low.channels(), 2 * low.height(), 2 * low.width());
    SDVariable cut =
        doubled.get(
            SDIndex.all(),
            SDIndex.all(),
            SDIndex.interval(0, u.output().height()),
            SDIndex.interval(0, u.output().width()));
    return sd.concat(1, cut, of(u.skip()));
  }
}
