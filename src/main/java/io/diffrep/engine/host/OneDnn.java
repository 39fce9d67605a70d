package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * oneDNN for one plan. The scratchpad is the plan's own: the library's belongs to a thread, and
 * Spark runs a plan now on one, now on another.
 */
final class OneDnn implements AutoCloseable {
  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();
  private final dnnl_primitive_attr attributes;
  private final dnnl_primitive_attr adding;

  /** Frees what was made, the last first. */
  private final List<Runnable> handles = new ArrayList<>();

  private final List<dnnl_memory> scratchpads = new ArrayList<>();
  private final List<String> implementations = new ArrayList<>();

  /** The one that has run a primitive last. */
  private Thread thread;

  private boolean timed;
  private long nanoseconds;
  private long scratchpadSize;
  private NativeBuffer scratchpad;

  OneDnn() {
    check(dnnl_engine_create(engine, dnnl_cpu, 0), "an engine");
    handles.add(() -> dnnl_engine_destroy(engine));
    check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "a stream");
    handles.add(() -> dnnl_stream_destroy(stream));
    attributes = attributes();
    adding = attributes();
    dnnl_post_ops sum = new dnnl_post_ops();
    check(dnnl_post_ops_create(sum), "a sum");
    check(dnnl_post_ops_append_sum(sum, 1), "a sum");
    check(dnnl_primitive_attr_set_post_ops(adding, sum), "a sum");
    dnnl_post_ops_destroy(sum);
  }

  private dnnl_primitive_attr attributes() {
    dnnl_primitive_attr made = new dnnl_primitive_attr();
    check(dnnl_primitive_attr_create(made), "attributes");
    handles.add(() -> dnnl_primitive_attr_destroy(made));
    check(
        dnnl_primitive_attr_set_scratchpad_mode(made, dnnl_scratchpad_mode_user),
        "a scratchpad mode");
    return made;
  }

  /** A primitive bound to its memory. */
  final class Primitive {
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final dnnl_exec_arg_t arguments;
    private final int count;

    private Primitive(dnnl_primitive_desc description, List<Argument> given) {
      check(dnnl_primitive_create(primitive, description), "a primitive");
      handles.add(() -> dnnl_primitive_destroy(primitive));
      dnnl_memory_desc_t scratch = query(description, dnnl_query_scratchpad_md);
      scratchpadSize = Math.max(scratchpadSize, size(scratch));
      dnnl_memory scratchMemory = memory(scratch, new Pointer());
      scratchpads.add(scratchMemory);
      count = given.size() + 1;
      arguments = new dnnl_exec_arg_t(count);
      for (int i = 0; i < given.size(); i++) {
        arguments.position(i).arg(given.get(i).index()).memory(given.get(i).memory());
      }
      arguments.position(given.size()).arg(DNNL_ARG_SCRATCHPAD).memory(scratchMemory);
      arguments.position(0);
    }

    void run() {
      if (thread != Thread.currentThread()) {
        thread = Thread.currentThread();
        OpenMp.useOneThread();
      }
      long start = timed ? System.nanoTime() : 0;
      check(dnnl_primitive_execute(primitive, stream, count, arguments), "an execution");
      if (timed) {
        nanoseconds += System.nanoTime() - start;
      }
    }
  }

  /**
   * What a primitive reads or writes.
   *
   * @param index oneDNN's name of its part, such as {@code DNNL_ARG_SRC}
   * @param memory the memory
   */
  record Argument(int index, dnnl_memory memory) {}

  static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException("oneDNN refused " + what + " with status " + status);
    }
  }

  /** Describes single-precision memory in a layout. */
  dnnl_memory_desc_t floats(int tag, long... dimensions) {
    return description(dnnl_f32, tag, dimensions);
  }

  dnnl_memory_desc_t description(int type, int tag, long... dimensions) {
    dnnl_memory_desc_t description = new dnnl_memory_desc_t();
    check(
        dnnl_memory_desc_init_by_tag(description, dimensions.length, dimensions, type, tag),
        "a layout");
    return description;
  }

  /** Describes memory of which each dimension has a stride of its own. */
  dnnl_memory_desc_t strided(int type, long[] dimensions, long[] strides) {
    dnnl_memory_desc_t description = new dnnl_memory_desc_t();
    check(
        dnnl_memory_desc_init_by_strides(description, dimensions.length, dimensions, type, strides),
        "a layout");
    return description;
  }

  static long size(dnnl_memory_desc_t description) {
    return dnnl_memory_desc_get_size(description);
  }

  static boolean equal(dnnl_memory_desc_t a, dnnl_memory_desc_t b) {
    return dnnl_memory_desc_equal(a, b) != 0;
  }

  dnnl_memory memory(dnnl_memory_desc_t description, Pointer pointer) {
    dnnl_memory memory = new dnnl_memory();
    check(dnnl_memory_create(memory, description, engine, pointer), "memory");
    handles.add(() -> dnnl_memory_destroy(memory));
    return memory;
  }

  /** A part of a primitive's description, such as the layout that it wants its weights in. */
  static dnnl_memory_desc_t query(dnnl_primitive_desc description, int what) {
    return dnnl_primitive_desc_query_md(description, what, 0);
  }

  /**
   * Describes a primitive.
   *
   * @param hint the forward primitive's description for a backward one, or null
   * @return null where this processor has no implementation
   */
  dnnl_primitive_desc describe(Pointer operation, dnnl_primitive_desc hint) {
    return describe(operation, attributes, hint);
  }

  /** Describes a primitive that adds its result to what is there. */
  dnnl_primitive_desc describeSum(Pointer operation) {
    return describe(operation, adding, null);
  }

  private dnnl_primitive_desc describe(
      Pointer operation, dnnl_primitive_attr how, dnnl_primitive_desc hint) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    int status =
        dnnl_primitive_desc_create(
            description, new const_dnnl_op_desc_t(operation), how, engine, hint);
    if (status != dnnl_success) {
      return null;
    }
    handles.add(() -> dnnl_primitive_desc_destroy(description));
    return description;
  }

  /** oneDNN's name of the code that a primitive runs. */
  static String implementation(dnnl_primitive_desc description) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      check(dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, name), "a name");
      return name.get(BytePointer.class, 0).getString();
    }
  }

  Primitive primitive(dnnl_primitive_desc description, List<Argument> arguments) {
    implementations.add(implementation(description));
    return new Primitive(description, arguments);
  }

  Primitive reorder(
      dnnl_memory_desc_t from, dnnl_memory source, dnnl_memory_desc_t to, dnnl_memory target) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    check(
        dnnl_reorder_primitive_desc_create(description, from, engine, to, engine, attributes),
        "a reorder");
    handles.add(() -> dnnl_primitive_desc_destroy(description));
    return primitive(
        description,
        List.of(new Argument(DNNL_ARG_FROM, source), new Argument(DNNL_ARG_TO, target)));
  }

  /** oneDNN's names of the code that this plan runs; {@code ref} in one tells of slow code. */
  List<String> implementations() {
    return List.copyOf(implementations);
  }

  /** Takes the time of all primitives from now on. */
  void time() {
    timed = true;
  }

  /** What primitives have taken since {@link #time}. */
  long nanoseconds() {
    return nanoseconds;
  }

  /** Gives all primitives their scratchpad; none may be made after it. */
  void seal(BufferPool buffers) {
    scratchpad = buffers.own(scratchpadSize);
    for (dnnl_memory memory : scratchpads) {
      check(dnnl_memory_set_data_handle(memory, scratchpad.pointer()), "a scratchpad");
    }
  }

  @Override
  public void close() {
    for (int i = handles.size() - 1; i >= 0; i--) {
      handles.get(i).run();
    }
    handles.clear();
  }
}
