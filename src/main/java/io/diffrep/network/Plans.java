package io.diffrep.network;

import io.diffrep.engine.Engine;
import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.Plan;
import io.diffrep.runtime.TaskDevice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plans of this JVM, lent to one thread at a time. DL4J makes a new graph for each worker and round
 * and Spark a new task for each partition; plans are dear to make, so they outlive both. As many
 * are kept as were ever in use at once, until another network, or the same for another purpose, is
 * asked for.
 */
public final class Plans {
  /** With the device of the thread: a plan's buffers stay where they were made. */
  private record Key(
      EngineChoice engine,
      Architecture architecture,
      Architecture.Part part,
      int batch,
      Mode mode,
      int device) {}

  private static final Plans SHARED = new Plans();

  private final Map<Key, Deque<Plan>> free = new HashMap<>();
  private final AtomicInteger compiled = new AtomicInteger();
  private Engine forced;

  private Plans() {}

  /**
   * Lends a plan to the calling thread, on the device of its task; closing the lease gives it back.
   *
   * @throws io.diffrep.runtime.UsageException if the native library cannot be loaded, or if Spark
   *     gave the task a GPU that is not there
   */
  public static Lease lease(
      EngineChoice engine,
      Architecture architecture,
      Architecture.Part part,
      int batch,
      Mode mode) {
    int device = TaskDevice.ofThisThread();
    return SHARED.lend(new Key(engine, architecture, part, batch, mode, device));
  }

  /** How many plans this JVM has made so far. */
  public static int compiled() {
    return SHARED.compiled.get();
  }

  /**
   * Makes plans by one engine from now on, whatever was chosen, or with null by what was: for
   * tests.
   */
  static void use(Engine other) {
    SHARED.change(other);
  }

  private synchronized void change(Engine other) {
    free.values().forEach(plans -> plans.forEach(Plan::close));
    free.clear();
    forced = other;
  }

  private synchronized Engine compiler(EngineChoice choice) {
    return forced == null ? Engines.of(choice) : forced;
  }

  private Lease lend(Key key) {
    synchronized (this) {
      Deque<Plan> plans = free.get(key);
      if (plans != null && !plans.isEmpty()) {
        return new Lease(key, plans.pop());
      }
      closeOthers(key);
    }
    compiled.incrementAndGet();
    Plan plan =
        compiler(key.engine())
            .compile(key.architecture().graph(key.part()), key.batch(), key.mode());
    return new Lease(key, plan);
  }

  /**
   * What was needed for another network or for training is not needed again soon, once this is: its
   * buffers may fill the memory that this one is to have.
   */
  private void closeOthers(Key key) {
    free.entrySet()
        .removeIf(
            entry -> {
              boolean other =
                  entry.getKey().mode() != key.mode()
                      || !entry.getKey().engine().equals(key.engine())
                      || !entry.getKey().architecture().equals(key.architecture());
              if (other) {
                entry.getValue().forEach(Plan::close);
              }
              return other;
            });
  }

  private synchronized void giveBack(Key key, Plan plan) {
    free.computeIfAbsent(key, k -> new ArrayDeque<>()).push(plan);
  }

  /** A plan for the use of one thread until it is closed. */
  public static final class Lease implements AutoCloseable {
    private final Key key;
    private Plan plan;

    private Lease(Key key, Plan plan) {
      this.key = key;
      this.plan = plan;
    }

    /**
     * The plan.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public Plan plan() {
      if (plan == null) {
        throw new IllegalStateException("the plan was given back");
      }
      return plan;
    }

    @Override
    public void close() {
      if (plan != null) {
        SHARED.giveBack(key, plan);
        plan = null;
      }
    }
  }
}
