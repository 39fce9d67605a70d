package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;
import static io.diffrep.engine.host.WinogradKernels.STEP;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

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

/** Winograd's transforms of all planes of an image, from plane to matrices and back. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WinogradTransformBenchmark {
  /** Channels and rows of the image. */
  @Param({"64x32", "128x8"})
  public String map;

  private BenchSpace space;
  private WinogradKernels kernels;
  private NativeBuffer bordered;
  private NativeBuffer plane;
  private NativeBuffer filter;
  private NativeBuffer transformed;
  private TileMatrices matrices;
  private float[] bias;
  private int block;
  private int size;
  private int row;
  private int channels;
  private Cost cost;
  private Cost filterCost;

  /** Takes the memory. */
  @Setup(Level.Trial)
  public void bind() {
    String[] sizes = map.split("x");
    channels = Integer.parseInt(sizes[0]);
    size = Integer.parseInt(sizes[1]);
    space = new BenchSpace(true);
    block = space.block;
    row = size / STEP;
    kernels = space.workspace.winograd(row, false);
    bordered = space.pool.own((long) (size + 2) * (size + 2) * block * Float.BYTES);
    plane = space.pool.own((long) size * size * block * Float.BYTES);
    int tiles = row * row;
    NativeBuffer own = space.pool.own(TileMatrices.bytes(tiles, channels));
    matrices = new TileMatrices(own, tiles, channels, dnnl_f32);
    bias = new float[channels];
    long pairs = (long) channels * channels * Float.BYTES;
    filter = space.pool.own(9 * pairs);
    transformed = space.pool.own(POINTS * pairs);
    cost = Cost.ofBytes((long) (POINTS * tiles + size * size) * channels * Float.BYTES);
    filterCost = Cost.ofBytes((9 + POINTS) * pairs);
  }

  /** From the input's planes, which are of whole tiles, as they lie. */
  @Benchmark
  public void input(Rates rates) {
    for (int c = 0; c < channels; c += block) {
      kernels
          .input()
          .transform(
              plane.bytes(),
              0,
              row,
              row,
              matrices.bytes(),
              matrices.at(0, c),
              matrices.pointBytes(),
              matrices.tileBytes());
    }
    rates.add(cost);
  }

  /** To the output's planes. */
  @Benchmark
  public void output(Rates rates) {
    for (int c = 0; c < channels; c += block) {
      kernels
          .output()
          .transform(
              matrices.bytes(),
              matrices.at(0, c),
              matrices.pointBytes(),
              matrices.tileBytes(),
              bias,
              c,
              plane.bytes(),
              0,
              size,
              size);
    }
    rates.add(cost);
  }

  /** From the planes of the output's gradient. */
  @Benchmark
  public void outputGradient(Rates rates) {
    for (int c = 0; c < channels; c += block) {
      kernels
          .output()
          .gradient(
              plane.bytes(),
              0,
              size,
              row,
              row,
              matrices.bytes(),
              matrices.at(0, c),
              matrices.pointBytes(),
              matrices.tileBytes());
    }
    rates.add(cost);
  }

  /** To the planes of the input's gradient. */
  @Benchmark
  public void inputGradient(Rates rates) {
    for (int c = 0; c < channels; c += block) {
      kernels
          .input()
          .gradient(
              matrices.bytes(),
              matrices.at(0, c),
              matrices.pointBytes(),
              matrices.tileBytes(),
              bordered.bytes(),
              size + 2,
              row,
              row);
    }
    rates.add(cost);
  }

  /** From a filter of as many channels in and out. */
  @Benchmark
  public void filter(Rates rates) {
    kernels.filter().transform(filter.bytes(), transformed.bytes(), channels * channels);
    rates.add(filterCost);
  }

  /** To a filter's gradient. */
  @Benchmark
  public void filterGradient(Rates rates) {
    kernels.filter().gradient(transformed.bytes(), filter.bytes(), channels * channels);
    rates.add(filterCost);
  }

  /** Frees the memory. */
  @TearDown(Level.Trial)
  public void close() {
    space.close();
  }
}
