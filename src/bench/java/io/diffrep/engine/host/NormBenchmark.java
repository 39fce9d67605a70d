package io.diffrep.engine.host;

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

/** Norm, FiLM and SiLU in one, by the Vector API's kernels and by plain loops. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NormBenchmark {
  /** Which kernels. */
  @Param({"vectors", "loops"})
  public String kernels;

  /** Channels and rows of a map of 32 images. */
  @Param({"64x32", "128x8"})
  public String map;

  private BenchSpace space;
  private NormLayer layer;
  private long bytes;

  /** Binds the layer. */
  @Setup(Level.Trial)
  public void bind() {
    space = new BenchSpace(kernels.equals("vectors"));
    String[] sizes = map.split("x");
    int channels = Integer.parseInt(sizes[0]);
    MapTensor x = space.map(channels, Integer.parseInt(sizes[1]));
    MapTensor y = space.map(channels, Integer.parseInt(sizes[1]));
    RowTensor film = new RowTensor(x.layout().batch(), 2 * channels, space.pool, true);
    BenchSpace.fill(film.data());
    layer = new NormLayer(space.workspace, x, y, new NormAffine.Film(film, channels), 8);
    space.giveGradient(y);
    // As in a residual block: the other way has given its gradient before.
    space.giveGradient(x);
    layer.bindBackward();
    space.seal();
    bytes = x.layout().bytes();
    layer.forward();
  }

  /** Reads a map and writes one. */
  @Benchmark
  public void forward(Rates rates) {
    layer.forward();
    rates.add(Cost.ofBytes(2 * bytes));
  }

  /** Reads the input and two gradients and writes one. */
  @Benchmark
  public void backward(Rates rates) {
    layer.backward();
    rates.add(Cost.ofBytes(4 * bytes));
  }

  /** Frees the memory. */
  @TearDown(Level.Trial)
  public void close() {
    space.close();
  }
}
