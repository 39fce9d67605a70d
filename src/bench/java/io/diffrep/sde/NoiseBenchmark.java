package io.diffrep.sde;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Numbers a second from an image's stream. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NoiseBenchmark {
  /** Those of an image of 32x32x3. */
  private static final int NUMBERS = 3072;

  private final NoiseStream stream = new NoiseStream();
  private final float[] normal = new float[NUMBERS];
  private long image;

  /** The noise of one image after the other. */
  @Benchmark
  @OperationsPerInvocation(NUMBERS)
  public float[] normal() {
    stream.begin(image++);
    stream.normal(normal, 0, NUMBERS);
    return normal;
  }

  /** What noise levels are drawn from. */
  @Benchmark
  public double uniform() {
    return stream.uniform();
  }
}
