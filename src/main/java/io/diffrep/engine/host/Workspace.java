package io.diffrep.engine.host;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.javacpp.Pointer;

/**
 * What the layers of a plan share.
 *
 * @param dnn oneDNN
 * @param pool buffers
 * @param kernels what is computed between convolutions
 * @param vectors whether this JVM has the Vector API, which Winograd's transforms need
 * @param training whether the plan runs backward, too
 */
record Workspace(OneDnn dnn, BufferPool pool, Kernels kernels, boolean vectors, boolean training) {
  /** Winograd's transforms of planes of so many tiles a row, for products of bfloat16 or not. */
  WinogradKernels winograd(int tilesX, boolean halves) {
    return WinogradKernels.of(pool.own(WinogradKernels.scratchBytes(tilesX)).bytes(), halves);
  }

  /** Memory of a layer's own, zero at first. */
  dnnl_memory memory(dnnl_memory_desc_t description) {
    return dnn.memory(description, own(description));
  }

  /** The same, for several descriptions of it. */
  Pointer own(dnnl_memory_desc_t description) {
    return pool.own(OneDnn.size(description)).pointer();
  }
}
