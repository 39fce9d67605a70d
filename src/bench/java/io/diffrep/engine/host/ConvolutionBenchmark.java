package io.diffrep.engine.host;

import org.openjdk.jmh.annotations.Param;

/** 3x3 convolutions of stride 1 by each method. */
public class ConvolutionBenchmark extends BothPasses {
  /** How it is computed. */
  @Param({"DIRECT", "WINOGRAD", "BFLOAT16", "WINOGRAD_BFLOAT16"})
  public String method;

  /** What {@link #sizes()} says. */
  @Param({"64,64,32,3,1", "32,32,32,3,1", "128,128,16,3,1", "128,128,8,3,1"})
  public String sizes;

  @Override
  String method() {
    return method;
  }

  @Override
  String sizes() {
    return sizes;
  }
}
