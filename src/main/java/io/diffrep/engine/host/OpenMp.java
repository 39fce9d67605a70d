package io.diffrep.engine.host;

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
   * OpenMP library in a process: what ND4J sets counts for both.
   */
  static void useOneThread() {
    if (!GIVEN) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }
  }
}
