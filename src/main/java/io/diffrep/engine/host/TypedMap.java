package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;

/** A map that a convolution reads, in single precision and, where it is asked for, as bfloat16. */
final class TypedMap {
  private final Workspace workspace;
  private final IntFunction<dnnl_memory_desc_t> layouts;
  private final dnnl_memory floats;
  private dnnl_memory halves;

  /**
   * @param layouts its layout by oneDNN's name of the type
   * @param floats where it lies in single precision
   */
  TypedMap(Workspace workspace, IntFunction<dnnl_memory_desc_t> layouts, NativeBuffer floats) {
    this.workspace = workspace;
    this.layouts = layouts;
    this.floats = workspace.dnn().memory(layouts.apply(dnnl_f32), floats.pointer());
  }

  /** Its memory in a type; what has to run for it, if that is not there yet, joins the list. */
  dnnl_memory as(int type, List<Primitive> before) {
    if (type == dnnl_f32) {
      return floats;
    }
    if (halves == null) {
      dnnl_memory_desc_t layout = layouts.apply(type);
      halves = workspace.memory(layout);
      before.add(workspace.dnn().reorder(layouts.apply(dnnl_f32), floats, layout, halves));
    }
    return halves;
  }
}
