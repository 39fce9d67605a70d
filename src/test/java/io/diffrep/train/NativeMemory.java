package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

/** Trains some rounds and prints what the process has in memory after some of them, collected. */
final class NativeMemory {
  private static final int WORKERS = 2;
  private static final int STEPS = 10;
  private static final int BATCH = 16;

  private NativeMemory() {}

  /** Notes the memory after the first rounds and then after every tenth. */
  private static final class Witness implements RoundListener {
    @Override
    public void end(RoundReport report) {
      if (report.round() > 3 && report.round() % 10 != 0) {
        return;
      }
      long uncollected = arrays();
      collect();
      System.out.printf(
          "round %d uncollected %d arrays %d heap %d resident %d%n",
          report.round(),
          uncollected,
          arrays(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          resident());
    }
  }

  /** Bytes of native arrays: those of the engine, which JavaCPP counts, and those of ND4J. */
  private static long arrays() {
    return Pointer.totalBytes() + Nd4jCpu.Environment.getInstance().getDeviceCounter(0);
  }

  /** Resident memory less what the JVM has for classes and compiled code. */
  private static long resident() {
    return Pointer.physicalBytes()
        - ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
  }

  /** Until nothing more is freed: arrays are freed by a thread behind the collection. */
  private static void collect() {
    long before;
    do {
      before = arrays();
      System.gc();
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    } while (arrays() != before);
    System.gc();
  }

  /** Arguments: the number of rounds, and a folder to write to. */
  public static void main(String[] arguments) {
    ImageShape shape = new ImageShape(1, 28, 28);
    ImageTables.write(arguments[1] + "/images", 200, shape, 1);
    long images = Long.parseLong(arguments[0]) * STEPS * BATCH;
    new Training(
            SparkSessions.shared(),
            TinyModels.training(
                "train", images, TinyModels.averaging(WORKERS, STEPS), 1e-3, TinyModels.GUARDS),
            Console.silent(),
            new Witness())
        .run(arguments[1] + "/images", arguments[1] + "/model", TinyModels.MODEL, IfExists.REFUSE);
  }
}
