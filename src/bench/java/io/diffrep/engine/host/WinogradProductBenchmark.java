package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.diffrep.engine.Graph;
import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The 36 products of matrices between Winograd's transforms, by oneDNN. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WinogradProductBenchmark {
  /** Tiles, input channels, output channels. */
  @Param({"192,64,64", "448,32,32", "128,64,128", "64,128,128"})
  public String sizes;

  private BenchSpace space;
  private Primitive product;
  private Primitive tileGradient;
  private Primitive filterGradient;
  private Cost cost;

  /** Binds the products. */
  @Setup(Level.Trial)
  public void bind() {
    int[] s = Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    space = new BenchSpace(true);
    GraphBuilder builder = new GraphBuilder();
    builder.output("y", builder.convolution("c", builder.imageInput("x", s[1], 8, 8), s[2], 3, 1));
    Graph graph = builder.build();
    Convolution convolution = (Convolution) graph.operations().get(0);
    ConvolutionShape shape =
        new ConvolutionShape(
            MapLayout.of(convolution.x(), 1, space.block),
            MapLayout.of(convolution.output(), 1, space.block),
            3,
            1,
            false,
            true);
    ParameterVector parameters = new ParameterVector(graph.layout(), space.pool, true);
    WinogradFilter filter =
        new WinogradFilter(space.workspace, parameters, convolution, shape, dnnl_f32);
    TileMatrices tiles = matrices(s[0], s[1]);
    TileMatrices products = matrices(s[0], s[2]);
    product = filter.product(tiles, products);
    tileGradient = filter.tileGradient(products, tiles);
    filterGradient = filter.filterGradient(tiles, products, true);
    space.seal();
    filter.prepare(space.workspace.winograd(1, false));
    cost = Cost.product(s[0], s[1], s[2]).times(POINTS);
  }

  private TileMatrices matrices(int tiles, int channels) {
    NativeBuffer own = space.pool.own(TileMatrices.bytes(tiles, channels));
    BenchSpace.fill(own);
    return new TileMatrices(own, tiles, channels, dnnl_f32);
  }

  /** Tiles times filter. */
  @Benchmark
  public void product(Rates rates) {
    product.run();
    rates.add(cost);
  }

  /** Products' gradient times the transposed filter. */
  @Benchmark
  public void tileGradient(Rates rates) {
    tileGradient.run();
    rates.add(cost);
  }

  /** Transposed tiles times products' gradient, added to what is there. */
  @Benchmark
  public void filterGradient(Rates rates) {
    filterGradient.run();
    rates.add(cost);
  }

  /** Frees the memory. */
  @TearDown(Level.Trial)
  public void close() {
    space.close();
  }
}
