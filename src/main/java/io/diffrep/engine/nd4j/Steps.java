package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation;
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
import io.diffrep.engine.Value;
import io.diffrep.engine.Value.FeatureMap;
import java.util.Set;
import java.util.function.Function;

/** Binds each operation of a graph to its cells. */
final class Steps {
  private final Function<Value, Cell> cells;
  private final Weights weights;
  private final Activations activations;
  private final Buffers buffers;
  private final Set<Integer> data;

  /**
   * @param buffers own what steps keep
   * @param data ids of the graph's inputs, which need no gradient
   */
  Steps(
      Function<Value, Cell> cells,
      Weights weights,
      Activations activations,
      Buffers buffers,
      Set<Integer> data) {
    this.cells = cells;
    this.weights = weights;
    this.activations = activations;
    this.buffers = buffers;
    this.data = data;
  }

  Step bind(Operation operation) {
    return operation.output() instanceof FeatureMap ? bindMap(operation) : bindRow(operation);
  }

  private Step bindMap(Operation operation) {
    Cell y = cell(operation.output());
    if (operation instanceof Convolution c) {
      return new ConvolutionStep(c, cell(c.x()), !isData(c.x()), y, weights);
    } else if (operation instanceof NormActivation n) {
      return activations.norm(n, cell(n.x()), y, weights);
    } else if (operation instanceof FilmActivation f) {
      return activations.film(f, cell(f.x()), cell(f.film()), y);
    } else if (operation instanceof UpsampleConcat u) {
      return activations.upsampleConcat(u, cell(u.low()), cell(u.skip()), y);
    } else if (operation instanceof Add a) {
      return new AddStep(cell(a.a()), cell(a.b()), y);
    } else if (operation instanceof Concat c) {
      return new ConcatStep(cell(c.a()), cell(c.b()), y);
    } else if (operation instanceof Unflatten u) {
      return new RowSteps.ReshapeStep(cell(u.x()), y);
    } else if (operation instanceof ChannelBias b) {
      return new ChannelBiasStep(cell(b.x()), cell(b.bias()), y);
    } else if (operation instanceof Normalise n) {
      return new NormaliseStep(cell(n.x()), y, new GroupNorm(n.x(), n.groups(), cell(n.x())));
    } else if (operation instanceof Attention a) {
      return AttentionStep.of(a, cell(a.x()), y, buffers);
    }
    throw new IllegalArgumentException("unknown operation " + operation);
  }

  private Step bindRow(Operation operation) {
    Cell y = cell(operation.output());
    if (operation instanceof AddRows a) {
      return new AddStep(cell(a.a()), cell(a.b()), y);
    } else if (operation instanceof ConcatRows c) {
      return new ConcatStep(cell(c.a()), cell(c.b()), y);
    } else if (operation instanceof Flatten f) {
      return new RowSteps.ReshapeStep(cell(f.x()), y);
    } else if (operation instanceof MeanPool m) {
      return MeanPoolStep.of(m, cell(m.x()), y, buffers);
    } else if (operation instanceof Linear l) {
      return new RowSteps.LinearStep(l, cell(l.x()), !isData(l.x()), y, weights);
    } else if (operation instanceof Silu s) {
      return new RowSteps.SiluStep(cell(s.x()), y);
    } else if (operation instanceof GaussianDraw g) {
      return new GaussianDrawStep(cell(g.mean()), cell(g.logVariance()), cell(g.noise()), y);
    } else if (operation instanceof SineFeatures s) {
      return new RowSteps.SineStep(s, cell(s.x()), y);
    } else if (operation instanceof KeepOrElse k) {
      return new RowSteps.KeepStep(k, cell(k.x()), cell(k.keep()), y, weights);
    }
    throw new IllegalArgumentException("unknown operation " + operation);
  }

  private Cell cell(Value value) {
    return cells.apply(value);
  }

  private boolean isData(Value value) {
    return data.contains(value.id());
  }
}
