package io.diffrep.engine.host;

import io.diffrep.engine.Graph;
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
import io.diffrep.engine.host.ConvolutionFilter.Place;
import java.util.ArrayList;
import java.util.Arrays;
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
   * @param forward what the layer's forward pass has to do
   * @param backward likewise
   */
  record Bound(
      Layer layer,
      MapTensor made,
      String filter,
      ConvolutionMethod method,
      Cost forward,
      Cost backward) {}

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
    if (operation.output() instanceof FeatureMap) {
      bindMap(operation);
    } else {
      bindRow(operation);
    }
  }

  private void bindMap(Operation operation) {
    if (operation instanceof Convolution c) {
      convolution(c);
    } else if (operation instanceof NormActivation n) {
      norm(n.x(), n.output(), n.groups(), learned(n));
    } else if (operation instanceof FilmActivation f) {
      NormAffine film = new NormAffine.Film(row(f.film()), f.x().channels());
      norm(f.x(), f.output(), f.groups(), film);
    } else if (operation instanceof UpsampleConcat u) {
      MapTensor y = map(u.output());
      Cost cost = bytes(map(u.low()), map(u.skip()), y);
      add(new UpsampleConcatLayer(workspace, map(u.low()), map(u.skip()), y), y, cost, cost);
    } else if (operation instanceof Add a) {
      sum(a);
    } else if (operation instanceof Concat c) {
      MapTensor y = map(c.output());
      Cost cost = bytes(y, y);
      add(new ConcatLayer(workspace, map(c.a()), map(c.b()), y), y, cost, cost);
    } else if (operation instanceof Unflatten u) {
      MapTensor y = map(u.output());
      add(new MapLayers.UnflattenLayer(workspace, row(u.x()), y), y, bytes(y), bytes(y));
    } else if (operation instanceof ChannelBias b) {
      MapTensor y = map(b.output());
      Layer layer = new ChannelBiasLayer(workspace, map(b.x()), row(b.bias()), y);
      add(layer, y, bytes(y, y), bytes(y));
    } else if (operation instanceof Normalise n) {
      MapTensor y = map(n.output());
      Layer layer = new NormaliseLayer(workspace, map(n.x()), y, n.groups());
      add(layer, y, bytes(y, y), bytes(y, y, y));
    } else if (operation instanceof Attention a) {
      MapTensor y = map(a.output());
      AttentionLayer layer = new AttentionLayer(workspace, a, map(a.x()), y);
      add(layer, y, layer.cost(), layer.cost().times(2));
    } else {
      throw new IllegalArgumentException("unknown operation " + operation);
    }
  }

  private void bindRow(Operation operation) {
    if (operation instanceof Flatten f) {
      MapTensor x = map(f.x());
      add(new MapLayers.FlattenLayer(workspace, x, row(f.output())), null, bytes(x), bytes(x));
    } else if (operation instanceof MeanPool m) {
      MapTensor x = map(m.x());
      RowTensor y = row(m.output());
      Layer pool = m.cells() == 1 ? new MeanPoolLayer(workspace, x, y) : new CellPoolLayer(m, x, y);
      add(pool, null, bytes(x), bytes(x));
    } else {
      Cost cost =
          operation instanceof Linear l
              ? Cost.product(batch, l.x().size(), l.output().size())
              : Cost.NONE;
      add(rowLayer(operation), null, cost, cost.times(2));
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
    } else if (operation instanceof ConcatRows c) {
      return new RowLayers.ConcatRowsLayer(row(c.a()), row(c.b()), y);
    } else if (operation instanceof GaussianDraw g) {
      return new GaussianDrawLayer(row(g.mean()), row(g.logVariance()), row(g.noise()), y);
    } else if (operation instanceof SineFeatures s) {
      return new RowLayers.SineLayer(s, row(s.x()), y);
    } else if (operation instanceof KeepOrElse k) {
      return new RowLayers.KeepLayer(parameters, k, row(k.x()), row(k.keep()), y, training);
    }
    throw new IllegalArgumentException("unknown operation " + operation);
  }

  private void add(Layer layer, MapTensor made, Cost forward, Cost backward) {
    layers.add(new Bound(layer, made, null, null, forward, backward));
  }

  /** Each of the maps is read or written once. */
  private static Cost bytes(MapTensor... maps) {
    return Cost.ofBytes(Arrays.stream(maps).mapToLong(map -> map.layout().bytes()).sum());
  }

  private void norm(FeatureMap x, FeatureMap output, int groups, NormAffine affine) {
    MapTensor y = map(output);
    add(new NormLayer(workspace, map(x), y, affine, groups), y, bytes(y, y), bytes(y, y, y));
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
    add(new MapLayers.AddLayer(workspace, a, b, y), y, bytes(a, b, y), Cost.NONE);
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
    add(
        new MapLayers.AddUpsampledLayer(workspace, small, y),
        null,
        bytes(small, y, y),
        bytes(y, small));
    if (!workspace.training()) {
      small.releaseData();
    }
  }

  /** Images of few channels; oneDNN's code for AVX2 has no filter's gradient for a single one. */
  private static boolean takesPlain(MapLayout image) {
    return image.channels() <= 3 && (image.channels() > 1 || image.block() == 16);
  }

  private void add(Convolution c, Place place, MapTensor x, MapTensor y) {
    boolean plain = x.plain() != null && takesPlain(x.layout());
    ConvolutionShape shape =
        new ConvolutionShape(
            x.layout(), y.layout(), c.kernel(), c.stride(), plain, place.bias() != null);
    String name = c.weight().name();
    boolean toInput = x.needsGradient();
    ConvolutionMethod method = supported(choice.method(name, shape), shape);
    if (method.isWinograd() && workspace.vectors()) {
      WinogradFilter filter = new WinogradFilter(workspace, parameters, c, shape, method.type());
      Layer layer = new WinogradLayer(workspace, shape, filter, x, y);
      Cost back = Cost.winogradBackward(shape, toInput);
      layers.add(new Bound(layer, y, name, method, Cost.winograd(shape), back));
    } else {
      Layer layer = new ConvolutionLayer(workspace, shape, method, place, x, y);
      Cost cost = Cost.direct(shape);
      layers.add(new Bound(layer, y, name, method, cost, cost.times(toInput ? 2 : 1)));
    }
  }

  /** oneDNN itself has no code for Winograd's method with bfloat16. */
  private ConvolutionMethod supported(ConvolutionMethod method, ConvolutionShape shape) {
    boolean ours = workspace.vectors() && shape.allowsWinograd();
    return method == ConvolutionMethod.WINOGRAD_BFLOAT16 && !ours
        ? ConvolutionMethod.BFLOAT16
        : method;
  }
}
