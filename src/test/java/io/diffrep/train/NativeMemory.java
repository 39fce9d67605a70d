package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import org.bytedeco.javacpp.Pointer;

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
      // What small arrays ND4J makes on its way are freed by collections, a thread behind them.
      System.gc();
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      System.gc();
      MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
      // Resident memory less what the JVM has for classes and compiled code.
      long arrays = Pointer.physicalBytes() - memory.getNonHeapMemoryUsage().getCommitted();
      System.out.printf(
          "round %d native %d heap %d%n",
          report.round(), arrays, memory.getHeapMemoryUsage().getUsed());
    }
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
        .run(
            arguments[1] + "/images",
            arguments[1] + "/model",
            TinyModels.ENGINE,
            TinyModels.NOISE,
            TinyModels.NETWORK,
            TinyModels.OBJECTIVE,
            IfExists.REFUSE);
  }
}
