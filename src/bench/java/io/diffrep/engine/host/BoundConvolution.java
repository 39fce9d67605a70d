package io.diffrep.engine.host;

import io.diffrep.engine.Graph;
import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.host.ConvolutionFilter.Place;
import java.util.Arrays;

/** A convolution layer by itself, with what it has to do forward and backward. */
final class BoundConvolution implements AutoCloseable {
  final Layer layer;
  final Cost forward;
  final Cost backward;
  private final BenchSpace space = new BenchSpace(true);

  /**
   * @param sizes input channels, output channels, rows, kernel, stride, joined by commas
   */
  BoundConvolution(String sizes, ConvolutionMethod method) {
    int[] s = Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    GraphBuilder builder = new GraphBuilder();
    FeatureMap image = builder.imageInput("x", s[0], s[2], s[2]);
    builder.output("y", builder.convolution("c", image, s[1], s[3], s[4]));
    Graph graph = builder.build();
    Convolution convolution = (Convolution) graph.operations().get(0);
    ParameterVector parameters = new ParameterVector(graph.layout(), space.pool, true);
    MapTensor x = space.map(s[0], s[2]);
    MapTensor y = space.map(s[1], (s[2] + s[4] - 1) / s[4]);
    ConvolutionShape shape = new ConvolutionShape(x.layout(), y.layout(), s[3], s[4], false, true);
    if (method.isWinograd()) {
      WinogradFilter filter =
          new WinogradFilter(space.workspace, parameters, convolution, shape, method.type());
      layer = new WinogradLayer(space.workspace, shape, filter, x, y);
      boolean bfloat16 = method == ConvolutionMethod.WINOGRAD_BFLOAT16;
      Cost back = Cost.winogradBackward(shape, true);
      forward = bfloat16 ? Cost.winograd(shape).bfloat16() : Cost.winograd(shape);
      backward = bfloat16 ? back.bfloat16() : back;
    } else {
      Place place = Place.whole(parameters, convolution, true);
      layer = new ConvolutionLayer(space.workspace, shape, method, place, x, y);
      forward = Cost.direct(shape);
      backward = forward.times(2);
    }
    space.giveGradient(y);
    layer.bindBackward();
    space.seal();
    layer.prepare();
  }

  @Override
  public void close() {
    space.close();
  }
}
