package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.diffrep.engine.host.OneDnn.Argument;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.List;
import org.bytedeco.dnnl.dnnl_matmul_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * What one core of this machine reaches at best, in the fastest of many tries.
 *
 * @param gigaflops of independent multiply-adds in registers, in single precision, by vectors of
 *     the engine's width
 * @param products GFLOP/s of oneDNN's product of large matrices in single precision
 * @param bfloat16Products the same of bfloat16 matrices; 0 where the processor has no instructions
 * @param cacheBandwidth GB/s of {@code y = a + s b}, two reads and a write, over half a megabyte
 * @param sharedBandwidth the same over eight megabytes, which are in a cache that cores share
 * @param memoryBandwidth the same over more than any cache holds
 */
public record CoreLimits(
    double gigaflops,
    double products,
    double bfloat16Products,
    double cacheBandwidth,
    double sharedBandwidth,
    double memoryBandwidth) {
  private static final int TRIES = 30;

  /** Rows and columns of the products' matrices: some megabytes each, used a thousand times. */
  private static final int SIZE = 1024;

  private static final int ROUNDS = 100_000;
  private static final long IN_CACHE = 512 << 10;
  private static final long IN_SHARED_CACHE = 8 << 20;
  private static final long IN_MEMORY = 384 << 20;

  /**
   * Measures on the calling thread; takes some seconds and {@value #IN_MEMORY} bytes of native
   * memory.
   *
   * @throws IllegalStateException if this JVM was started without the Vector API's module
   */
  public static CoreLimits measure() {
    if (!HostEngine.hasVectorModule()) {
      throw new IllegalStateException(
          "the core's peak is measured by the Vector API: start Java with"
              + " --add-modules=jdk.incubator.vector");
    }
    boolean bfloat16 = InstructionSet.current().bfloat16();
    return new CoreLimits(
        (double) LimitKernels.flops(ROUNDS) / fastest(1, () -> LimitKernels.multiplyAdd(ROUNDS)),
        product(dnnl_f32),
        bfloat16 ? product(dnnl_bf16) : 0,
        triad(IN_CACHE, 200),
        triad(IN_SHARED_CACHE, 10),
        triad(IN_MEMORY, 1));
  }

  private static double product(int type) {
    try (OneDnn dnn = new OneDnn();
        BufferPool pool = new BufferPool()) {
      dnnl_matmul_desc_t description = new dnnl_matmul_desc_t();
      OneDnn.check(
          dnnl_matmul_desc_init(
              description,
              dnn.description(type, dnnl_format_tag_any, SIZE, SIZE),
              dnn.description(type, dnnl_format_tag_any, SIZE, SIZE),
              null,
              dnn.description(dnnl_f32, dnnl_format_tag_any, SIZE, SIZE)),
          "a product");
      dnnl_primitive_desc product = dnn.describe(description, null);
      Primitive primitive =
          dnn.primitive(
              product,
              List.of(
                  argument(dnn, pool, product, DNNL_ARG_SRC, dnnl_query_src_md),
                  argument(dnn, pool, product, DNNL_ARG_WEIGHTS, dnnl_query_weights_md),
                  argument(dnn, pool, product, DNNL_ARG_DST, dnnl_query_dst_md)));
      dnn.seal(pool);
      return (double) Cost.product(SIZE, SIZE, SIZE).flops() / fastest(1, primitive::run);
    }
  }

  private static Argument argument(
      OneDnn dnn, BufferPool pool, dnnl_primitive_desc product, int index, int query) {
    dnnl_memory_desc_t layout = OneDnn.query(product, query);
    return new Argument(index, dnn.memory(layout, pool.own(OneDnn.size(layout)).pointer()));
  }

  private static double triad(long size, int repeats) {
    int bytes = Math.toIntExact(size / 3 / Vectors.STRIDE * Vectors.STRIDE);
    try (NativeBuffer a = new NativeBuffer(bytes);
        NativeBuffer b = new NativeBuffer(bytes);
        NativeBuffer y = new NativeBuffer(bytes)) {
      return 3.0
          * bytes
          / fastest(repeats, () -> LimitKernels.triad(a.bytes(), b.bytes(), y.bytes(), bytes));
    }
  }

  /** Nanoseconds of one run, after as many tries as the compiler needs. */
  private static double fastest(int repeats, Runnable work) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIES; i++) {
      long time =
          WorkClock.nanoseconds(
              () -> {
                for (int r = 0; r < repeats; r++) {
                  work.run();
                }
              });
      least = Math.min(least, (double) time / repeats);
    }
    return least;
  }
}
