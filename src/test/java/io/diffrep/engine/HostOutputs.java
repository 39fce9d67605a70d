package io.diffrep.engine;

import io.diffrep.engine.host.HostEngine;
import io.diffrep.runtime.NativeBackend;

/** Runs every case on the processor's own engine and prints how far it is off at most. */
final class HostOutputs {
  private HostOutputs() {}

  /** No arguments. */
  public static void main(String[] arguments) {
    NativeBackend.load();
    System.out.println("instructions " + HostEngine.instructionSet());
    System.out.println("by address " + HostEngine.hasDirectAccess());
    double output = 0;
    double gradient = 0;
    for (EngineCase c : EngineCases.all()) {
      EngineResult actual = EngineResult.of(HostEngine.single(), c);
      double off = Deviation.ofOutputs(actual.outputs(), ReferenceNet.outputs(c));
      output = Math.max(output, off);
      gradient = Math.max(gradient, Deviation.fromFiniteDifferences(c, actual.gradients()));
    }
    System.out.println("worst output " + output);
    System.out.println("worst gradient " + gradient);
  }
}
