package io.diffrep.engine.host;

import org.openjdk.jmh.annotations.Param;

/** Convolutions that Winograd's method is not for. */
public class OtherConvolutionBenchmark extends BothPasses {
  /** How it is computed. */
  @Param({"DIRECT", "BFLOAT16"})
  public String method;

  /** What {@link #sizes()} says. */
  @Param({"64,64,32,3,2", "128,128,16,3,2", "128,64,16,1,1", "64,64,32,1,1"})
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
