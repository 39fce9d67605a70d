package io.diffrep.runtime;

import java.lang.ref.WeakReference;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The CUDA device of a task: the one whose address Spark gave it as resource {@code gpu}. Left to
 * itself, ND4J deals threads to devices in turn, whatever Spark has promised to others.
 *
 * <p>{@link NativePlugin} pins a task's thread at its start, before anything of the task is
 * deserialised. Spark swallows what goes wrong there, so whoever computes asks again by {@link
 * #ofThisThread()}.
 */
public final class TaskDevice {
  /** What cards are called among Spark's resources. */
  static final String RESOURCE = "gpu";

  private static final String SCRIPT =
      "spark.worker.resource.gpu.discoveryScript (on YARN and Kubernetes"
          + " spark.executor.resource.gpu.discoveryScript)";

  /** The task that the thread was last pinned for. */
  private static final ThreadLocal<WeakReference<TaskContext>> PINNED =
      ThreadLocal.withInitial(() -> new WeakReference<>(null));

  private static volatile Devices devices;

  private TaskDevice() {}

  /**
   * The device that the calling thread computes on; in a task with a resource {@code gpu}, the one
   * of the resource's address. 0 where the build computes on the CPU. Loads the native library.
   *
   * @throws UsageException if the address is not the index of a device
   */
  public static int ofThisThread() {
    pin();
    return devices().current();
  }

  /**
   * Has the calling thread compute on the device of its task, once for each task. Does nothing
   * outside a task, in a task without the resource, and where the build computes on the CPU.
   *
   * @throws UsageException if the address is not the index of a device
   */
  static void pin() {
    TaskContext task = TaskContext.get();
    if (task == null || !task.resources().contains(RESOURCE)) {
      return;
    }
    if (PINNED.get().refersTo(task) || devices().count() == 0) {
      return;
    }
    ResourceInformation cards = task.resources().apply(RESOURCE);
    devices().pin(index(cards.addresses()[0], devices().count()));
    PINNED.set(new WeakReference<>(task));
  }

  /** The index of a device by the address that Spark's discovery script has printed. */
  private static int index(String address, int count) {
    if (!address.matches("\\d{1,4}")) {
      throw new UsageException(
          "Spark gave the task GPU address "
              + address
              + ", which is no index of a CUDA device (this executor sees "
              + count
              + "): set "
              + SCRIPT
              + " to a script that prints indexes from 0, such as deploy/getGpusResources.sh");
    }
    int index = Integer.parseInt(address);
    if (index >= count) {
      throw new UsageException(
          "Spark gave the task GPU address "
              + address
              + ", and CUDA sees "
              + count
              + " device(s) in this executor, counted from 0: let the script of "
              + SCRIPT
              + " list what CUDA_VISIBLE_DEVICES leaves to executors, or unset that variable");
    }
    return index;
  }

  private static Devices devices() {
    if (devices == null) {
      devices = Devices.loaded();
    }
    return devices;
  }

  /** Takes other devices than those of the native library, or with null these again: for tests. */
  static void use(Devices others) {
    devices = others;
  }
}
