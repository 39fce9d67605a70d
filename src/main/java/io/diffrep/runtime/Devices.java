package io.diffrep.runtime;

import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.factory.Nd4j;

/** The CUDA devices of a JVM, and the one that a thread computes on. */
interface Devices {
  /** How many there are; 0 where the build computes on the CPU. */
  int count();

  /** The device of the calling thread; 0 where the build computes on the CPU. */
  int current();

  /**
   * Has the calling thread compute on a device from now on.
   *
   * @param device index from 0 to {@link #count()} - 1
   */
  void pin(int device);

  /**
   * Those of the build that is loaded; loads it.
   *
   * @throws UsageException if no build can be loaded
   */
  static Devices loaded() {
    return NativeBackend.load().backend().equals(NativeBackend.CUDA) ? new Cuda() : new None();
  }

  /** What a build for the CPU has. */
  final class None implements Devices {
    @Override
    public int count() {
      return 0;
    }

    @Override
    public int current() {
      return 0;
    }

    @Override
    public void pin(int device) {
      throw new IllegalStateException("there is no device " + device);
    }
  }

  /** By ND4J, which deals out devices in turn to threads that have been given none. */
  final class Cuda implements Devices {
    private final AffinityManager affinity = Nd4j.getAffinityManager();

    @Override
    public int count() {
      return affinity.getNumberOfDevices();
    }

    @Override
    public int current() {
      return affinity.getDeviceForCurrentThread();
    }

    @Override
    public void pin(int device) {
      affinity.unsafeSetDevice(device);
    }
  }
}
