package io.diffrep.engine.host;

import io.diffrep.engine.host.MapTensor.Contribution;

/**
 * Where a primitive of oneDNN, which overwrites, puts its contribution to a gradient: into the
 * gradient itself if it is the first, else beside it, to be added.
 */
final class OverwrittenGradient {
  private final Workspace workspace;
  private final MapTensor x;
  private final Contribution contribution;
  private final NativeBuffer addend;

  OverwrittenGradient(Workspace workspace, MapTensor x) {
    this.workspace = workspace;
    this.x = x;
    contribution = x.contribute();
    long bytes = x.layout().bytes();
    addend = contribution.isFirst() ? null : workspace.pool().take(bytes);
    if (addend != null) {
      workspace.pool().give(addend, bytes);
    }
  }

  /** Where the primitive writes. */
  NativeBuffer written() {
    return addend == null ? contribution.target() : addend;
  }

  /** To be called once the primitive has run. */
  void deliver() {
    if (addend != null) {
      workspace
          .kernels()
          .add(
              contribution.before().bytes(),
              0,
              addend.bytes(),
              0,
              contribution.target().bytes(),
              0,
              Math.toIntExact(x.layout().bytes()));
    }
  }
}
