package io.diffrep.engine.host;

import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * oneDNN's threads. A plan computes on the thread that calls it, and Spark's tasks are what runs at
 * the same time: with OpenMP's own number, a thread for each core in each task, their barriers spin
 * against one another.
 */
final class OpenMp {
  /** What the environment says is left as it is. */
  private static final boolean GIVEN = System.getenv("OMP_NUM_THREADS") != null;

  private OpenMp() {}

  /**
   * Holds the parallel regions that the calling thread enters to itself. ND4J and oneDNN share one
   * OpenMP library in a process: what ND4J sets counts for both, and for what the thread computes
   * afterwards, too.
   */
  static void useOneThread() {
    if (!GIVEN && Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }
  }
}
