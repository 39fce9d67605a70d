package io.diffrep.runtime;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/**
 * How many tasks run at once. Executors register some seconds after the driver has started, so that
 * whoever asks early waits for them: at most as long as Spark itself would ({@code
 * spark.scheduler.maxRegisteredResourcesWaitingTime}).
 */
public final class TaskSlots {
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String MOST_EXECUTORS = "spark.dynamicAllocation.maxExecutors";
  private static final String CORES = "spark.executor.cores";
  private static final String TASK_CPUS = "spark.task.cpus";
  private static final String WAIT = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  /** Where nobody knows how many executors come, so long a pause means that all are there. */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final SparkContext context;
  private final SparkConf conf;

  /**
   * @param context where the tasks will run
   */
  public TaskSlots(SparkContext context) {
    this.context = context;
    conf = context.getConf();
  }

  /**
   * Waits until there are so many slots, or until the time is up.
   *
   * @param wanted how many are needed
   * @return how many there are, or with dynamic allocation, how many there can be
   */
  public int await(int wanted) {
    return isDynamic() ? most(conf, context.master()) : awaitRegistered(wanted, Long.MAX_VALUE);
  }

  /**
   * Waits until no more executors come, or until the time is up.
   *
   * @return how many slots there are, at least 1; with a bounded dynamic allocation, its bound
   */
  public int awaitAll() {
    int most = most(conf, context.master());
    return most < Integer.MAX_VALUE
        ? most
        : Math.max(1, awaitRegistered(Integer.MAX_VALUE, SETTLED_NANOS));
  }

  /** What decides how many there are, with the values now, for messages. */
  public String settings() {
    StringBuilder text = new StringBuilder("spark.master = ").append(context.master());
    for (String key : new String[] {"spark.executor.instances", "spark.cores.max", CORES}) {
      if (conf.contains(key)) {
        text.append(", ").append(key).append(" = ").append(conf.get(key));
      }
    }
    if (isDynamic()) {
      text.append(", ").append(MOST_EXECUTORS).append(" = ");
      text.append(conf.get(MOST_EXECUTORS, "not set"));
    }
    return text.append(", ")
        .append(TASK_CPUS)
        .append(" = ")
        .append(conf.get(TASK_CPUS, "1"))
        .toString();
  }

  private boolean isDynamic() {
    return isDynamic(conf, context.master());
  }

  private static boolean isDynamic(SparkConf conf, String master) {
    return !SparkProperties.isLocal(master) && conf.getBoolean(DYNAMIC, false);
  }

  /** Slots of as many executors as dynamic allocation may ask for; the most there is if unknown. */
  static int most(SparkConf conf, String master) {
    // On a standalone cluster an executor without this setting has all cores of its Worker.
    boolean known = conf.contains(CORES) || !master.startsWith("spark:");
    if (!isDynamic(conf, master) || !known) {
      return Integer.MAX_VALUE;
    }
    long executors = conf.getInt(MOST_EXECUTORS, Integer.MAX_VALUE);
    long slots = executors * (conf.getInt(CORES, 1) / conf.getInt(TASK_CPUS, 1));
    return (int) Math.min(slots, Integer.MAX_VALUE);
  }

  private int registered() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  private int awaitRegistered(int wanted, long settledNanos) {
    Registrations registrations = new Registrations();
    context.addSparkListener(registrations);
    try {
      long wait = TimeUnit.SECONDS.toNanos(conf.getTimeAsSeconds(WAIT, "30s"));
      long limit = System.nanoTime() + wait;
      while (registered() < wanted && !context.isLocal()) {
        long left = limit - System.nanoTime();
        long pause = registered() > 0 ? Math.min(left, settledNanos) : left;
        if (left <= 0 || !registrations.await(pause) && pause == settledNanos) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.removeSparkListener(registrations);
    }
    return registered();
  }

  /** Wakes who waits whenever an executor has registered. */
  private static final class Registrations extends SparkListener {
    private boolean news;

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
      news = true;
      notifyAll();
    }

    /** False if none came in that time. */
    synchronized boolean await(long nanos) throws InterruptedException {
      long limit = System.nanoTime() + nanos;
      while (!news && System.nanoTime() < limit) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, limit - System.nanoTime()));
      }
      boolean came = news;
      news = false;
      return came;
    }
  }
}
