package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_amx;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencl.global.OpenCL;

/**
 * What oneDNN found this processor to run, or what the environment variable DNNL_MAX_CPU_ISA holds
 * it to.
 *
 * @param name such as {@code avx512}
 * @param block channels that lie together in feature maps
 * @param bfloat16 whether its cores multiply bfloat16
 */
record InstructionSet(String name, int block, boolean bfloat16) {
  private static final class Holder {
    private static final InstructionSet CURRENT = read();
  }

  /**
   * This processor's, or null where it has none that the engine has code for.
   *
   * @throws LinkageError if oneDNN's library cannot be loaded
   */
  static InstructionSet current() {
    return Holder.CURRENT;
  }

  private static InstructionSet read() {
    // libdnnl links to libOpenCL, which must be in the process before; no driver is needed.
    Loader.load(OpenCL.class);
    int isa = dnnl_get_effective_cpu_isa();
    if (contains(isa, dnnl_cpu_isa_avx512_core_amx)) {
      return new InstructionSet("avx512 with amx", 16, true);
    } else if (contains(isa, dnnl_cpu_isa_avx512_core_bf16)) {
      return new InstructionSet("avx512 with bfloat16", 16, true);
    } else if (contains(isa, dnnl_cpu_isa_avx512_core)) {
      return new InstructionSet("avx512", 16, false);
    } else if (contains(isa, dnnl_cpu_isa_avx2)) {
      return new InstructionSet("avx2", 8, false);
    }
    return null;
  }

  /** oneDNN numbers instruction sets by bits, each with those that it includes. */
  private static boolean contains(int isa, int part) {
    return (isa & part) == part;
  }
}
