package io.diffrep.engine.host;

import io.diffrep.engine.Graph;
import io.diffrep.engine.Operation;
import io.diffrep.engine.Operation.Add;
import io.diffrep.engine.Operation.AddRows;
import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.Operation.FilmActivation;
import io.diffrep.engine.Operation.Flatten;
import io.diffrep.engine.Operation.KeepOrElse;
import io.diffrep.engine.Operation.Linear;
import io.diffrep.engine.Operation.MeanPool;
import io.diffrep.engine.Operation.NormActivation;
import io.diffrep.engine.Operation.Silu;
import io.diffrep.engine.Operation.SineFeatures;
import io.diffrep.engine.Operation.UpsampleConcat;
import io.diffrep.engine.Value;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.host.ConvolutionFilter.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the layers of a graph and the tensors between them. */
final class LayerBinder {
  /**
   * A layer and what its backward pass is the last to read.
   *
   * @param layer the layer
   * @param made the map whose gradient is of no use once the layer has run backward, or null
   * @param filter name of a convolution's filter, or null
   * @param method the convolution's, or null
   */
  record Bound(Layer layer, MapTensor made, String filter, ConvolutionMethod method) {}

  private final Graph graph;
  private final int batch;
  private final int block;
  private final Workspace workspace;
  private final ParameterVector parameters;
  private final ConvolutionChoice choice;
  private final Lowering lowering;
  private final Map<Integer, MapTensor> maps = new HashMap<>();
  private final Map<Integer, RowTensor> rows = new HashMap<>();
  private final List<Bound> layers = new ArrayList<>();

  LayerBinder(
      Graph graph,
      int batch,
      int block,
      Workspace workspace,
      ParameterVector parameters,
      ConvolutionChoice choice) {
    this.graph = graph;
    this.batch = batch;
    this.block = block;
    this.workspace = workspace;
    this.parameters = parameters;
    this.choice = choice;
    lowering = new Lowering(graph);
    for (Value input : graph.inputs().values()) {
      if (input instanceof FeatureMap map) {
        maps.put(map.id(), MapTensor.given(MapLayout.of(map, batch, block), workspace.pool()));
      } else {
        rows.put(input.id(), new RowTensor(batch, input.size(), workspace.pool(), false));
      }
    }
  }

  /** All layers in the order in which they run forward. */
  List<Bound> bind() {
    List<List<Value>> dead = lowering.deadAfter();
    for (int i = 0; i < graph.operations().size(); i++) {
      bind(graph.operations().get(i));
      if (!workspace.training()) {
        dead.get(i).stream()
            .filter(FeatureMap.class::isInstance)
            .forEach(value -> maps.get(value.id()).releaseData());
      }
    }
    return layers;
  }

  MapTensor map(Value value) {
    return maps.computeIfAbsent(
        value.id(),
        id -> MapTensor.made(MapLayout.of((FeatureMap) value, batch, block), workspace.pool()));
  }

  RowTensor row(Value value) {
    return rows.computeIfAbsent(
        value.id(),
        id -> new RowTensor(batch, value.size(), workspace.pool(), workspace.training()));
  }

  /** All rows. */
  Collection<RowTensor> rows() {
    return rows.values();
  }

  private void bind(Operation operation) {
    if (operation instanceof Convolution c) {
      convolution(c);
    } else if (operation instanceof NormActivation n) {
      norm(n.x(), n.output(), n.groups(), learned(n));
    } else if (operation instanceof FilmActivation f) {
      NormAffine film = new NormAffine.Film(row(f.film()), f.x().channels());
      norm(f.x(), f.output(), f.groups(), film);
    } else if (operation instanceof UpsampleConcat u) {
      MapTensor y = map(u.output());
      add(new UpsampleConcatLayer(workspace, map(u.low()), map(u.skip()), y), y);
    } else if (operation instanceof Add a) {
      sum(a);
    } else if (operation instanceof Flatten f) {
      add(new MapLayers.FlattenLayer(workspace, map(f.x()), row(f.output())), null);
    } else if (operation instanceof MeanPool m) {
      add(new MeanPoolLayer(workspace, map(m.x()), row(m.output())), null);
    } else {
      add(rowLayer(operation), null);
    }
  }

  private Layer rowLayer(Operation operation) {
    boolean training = workspace.training();
    RowTensor y = row(operation.output());
    if (operation instanceof Linear l) {
      return new RowLayers.LinearLayer(parameters, l, row(l.x()), y, training);
    } else if (operation instanceof Silu s) {
      return new RowLayers.SiluLayer(row(s.x()), y);
    } else if (operation instanceof AddRows a) {
      return new RowLayers.AddRowsLayer(row(a.a()), row(a.b()), y);
    } else if (operation instanceof SineFeatures s) {
      return new RowLayers.SineLayer(s, row(s.x()), y);
    } else if (operation instanceof KeepOrElse k) {
      return new RowLayers.KeepLayer(parameters, k, row(k.x()), row(k.keep()), y, training);
    }
    throw new IllegalArgumentException("unknown operation " + operation);
  }

  private void add(Layer layer, MapTensor made) {
    layers.add(new Bound(layer, made, null, null));
  }

  private void add(Convolution c, Place place, MapTensor x, MapTensor y) {
    boolean plain = x.plain() != null && x.layout().channels() <= 3;
    ConvolutionShape shape =
        new ConvolutionShape(
            x.layout(), y.layout(), c.kernel(), c.stride(), plain, place.bias() != null);
    String name = c.weight().name();
    ConvolutionMethod method = choice.method(name, shape);
    layers.add(new Bound(layer(c, shape, method, place, x, y), y, name, method));
  }

  private void norm(FeatureMap x, FeatureMap output, int groups, NormAffine affine) {
    MapTensor y = map(output);
    add(new NormLayer(workspace, map(x), y, affine, groups), y);
  }

  private NormAffine learned(NormActivation n) {
    boolean training = workspace.training();
    return new NormAffine.Learned(
        parameters.values(n.scale()),
        parameters.values(n.shift()),
        training ? parameters.gradients(n.scale()) : null,
        training ? parameters.gradients(n.shift()) : null);
  }

  private void sum(Add operation) {
    MapTensor a = map(operation.a());
    MapTensor b = map(operation.b());
    MapTensor y = map(operation.output());
    if (lowering.mayOverwrite(operation.a(), operation)) {
      y.replace(a);
    } else if (lowering.mayOverwrite(operation.b(), operation)) {
      y.replace(b);
    }
    add(new MapLayers.AddLayer(workspace, a, b, y), y);
  }

  private void convolution(Convolution c) {
    MapTensor y = map(c.output());
    Place whole = Place.whole(parameters, c, workspace.training());
    UpsampleConcat concat = lowering.commutesWith(c);
    if (concat == null) {
      add(c, whole, map(c.x()), y);
      return;
    }
    Place forSkip = whole.from(concat.low().channels(), c);
    Place forLow = whole.withoutBias();
    MapTensor low = map(concat.low());
    MapTensor small =
        MapTensor.made(low.layout().withChannels(c.output().channels()), workspace.pool());
    add(c, forSkip, map(concat.skip()), y);
    add(c, forLow, low, small);
    add(new MapLayers.AddUpsampledLayer(workspace, small, y), null);
    if (!workspace.training()) {
      small.releaseData();
    }
  }

  private Layer layer(
      Convolution c,
      ConvolutionShape shape,
      ConvolutionMethod method,
      Place place,
      MapTensor x,
      MapTensor y) {
    if (method.isWinograd() && workspace.vectors()) {
      WinogradFilter filter = new WinogradFilter(workspace, parameters, c, shape, method.type());
      return new WinogradLayer(workspace, shape, filter, x, y);
    }
    return new ConvolutionLayer(workspace, shape, method, place, x, y);
  }
}
