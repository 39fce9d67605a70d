package io.diffrep.engine.host;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;

/**
 * What the layers of a plan share.
 *
 * @param dnn oneDNN
 * @param pool buffers
 * @param kernels what is computed between convolutions
 * @param training whether the plan runs backward, too
 */
record Workspace(OneDnn dnn, BufferPool pool, Kernels kernels, boolean training) {
  /** Memory of a layer's own. */
  dnnl_memory memory(dnnl_memory_desc_t description) {
    return dnn.memory(description, pool.own(OneDnn.size(description)).pointer());
  }
}
