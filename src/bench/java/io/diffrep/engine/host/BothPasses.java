package io.diffrep.engine.host;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Forward and backward pass of a convolution, whose method and sizes a benchmark sets. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class BothPasses {
  private BoundConvolution convolution;

  /** Name of a {@link ConvolutionMethod}. */
  abstract String method();

  /** Input channels, output channels, rows, kernel, stride. */
  abstract String sizes();

  /** Binds the layer. */
  @Setup(Level.Trial)
  public void bind() {
    convolution = new BoundConvolution(sizes(), ConvolutionMethod.valueOf(method()));
  }

  /** Output of 32 images. */
  @Benchmark
  public void forward(Rates rates) {
    convolution.layer.forward();
    rates.add(convolution.forward);
  }

  /** Gradients of input, filter and bias. */
  @Benchmark
  public void backward(Rates rates) {
    convolution.layer.backward();
    rates.add(convolution.backward);
  }

  /** Frees the memory. */
  @TearDown(Level.Trial)
  public void close() {
    convolution.close();
  }
}
