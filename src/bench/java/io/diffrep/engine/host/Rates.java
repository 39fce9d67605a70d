package io.diffrep.engine.host;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What benchmarks count beside their calls; shown per second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Rates {
  /** Billions of multiplications and additions that are carried out in products. */
  public double gigaflops;

  /** Billions of bytes that are read or written, each map or matrix once. */
  public double gigabytes;

  void add(Cost cost) {
    gigaflops += cost.products() / 1e9;
    gigabytes += cost.bytes() / 1e9;
  }
}
