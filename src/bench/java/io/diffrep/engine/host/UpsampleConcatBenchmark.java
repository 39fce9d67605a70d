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

/** The upsampled channels of one map followed by those of another. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UpsampleConcatBenchmark {
  private static final int SKIP = 64;
  private static final int SIZE = 32;

  /** Channels of the small map: with 12 they do not fill its blocks. */
  @Param({"128", "12"})
  public int low;

  private BenchSpace space;
  private UpsampleConcatLayer layer;
  private Cost cost;

  /** Binds the layer. */
  @Setup(Level.Trial)
  public void bind() {
    space = new BenchSpace(true);
    MapTensor small = space.map(low, SIZE / 2);
    MapTensor skip = space.map(SKIP, SIZE);
    MapTensor y = space.map(low + SKIP, SIZE);
    layer = new UpsampleConcatLayer(space.workspace, small, skip, y);
    space.giveGradient(y);
    layer.bindBackward();
    space.seal();
    cost = Cost.ofBytes(small.layout().bytes() + skip.layout().bytes() + y.layout().bytes());
  }

  /** Reads two maps and writes one. */
  @Benchmark
  public void forward(Rates rates) {
    layer.forward();
    rates.add(cost);
  }

  /** Reads one gradient and writes two. */
  @Benchmark
  public void backward(Rates rates) {
    layer.backward();
    rates.add(cost);
  }

  /** Frees the memory. */
  @TearDown(Level.Trial)
  public void close() {
    space.close();
  }
}
