package io.diffrep.engine.host;

import io.diffrep.sde.NoiseStream;

/** Where a benchmark's layers live. */
final class BenchSpace implements AutoCloseable {
  final OneDnn dnn = new OneDnn();
  final BufferPool pool = new BufferPool();
  final Workspace workspace;
  final int block = InstructionSet.current().block();

  /**
   * @param vectors whether kernels are the Vector API's, or plain loops
   */
  BenchSpace(boolean vectors) {
    Kernels kernels = vectors ? new VectorKernels() : new LoopKernels(block);
    workspace = new Workspace(dnn, pool, kernels, vectors, true);
  }

  /** A map of the batch that the reference network is measured on, with normal numbers. */
  MapTensor map(int channels, int size) {
    MapTensor map = MapTensor.made(new MapLayout(32, channels, size, size, block), pool);
    fill(map.data());
    return map;
  }

  /** Gives a map the gradient that layers behind it would have given. */
  void giveGradient(MapTensor map) {
    fill(map.contribute().target());
  }

  static void fill(NativeBuffer buffer) {
    float[] numbers = new float[Math.toIntExact(buffer.size() / Float.BYTES)];
    NoiseStream stream = new NoiseStream();
    stream.begin(1);
    stream.normal(numbers, 0, numbers.length);
    buffer.floats().put(numbers);
  }

  /** To be called once all layers are bound. */
  void seal() {
    dnn.seal(pool);
  }

  @Override
  public void close() {
    dnn.close();
    pool.close();
  }
}
