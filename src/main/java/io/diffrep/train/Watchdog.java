package io.diffrep.train;

import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a round that hangs: where no batch is finished anywhere for a while, it shows what the
 * threads of driver and executors are at, cancels the round's jobs and says which worker had come
 * how far.
 */
final class Watchdog implements RoundListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final SparkContext context;
  private final JobGroup jobs;
  private final Progress progress;
  private final double minutes;
  private final RoundTasks tasks;
  private final Thread thread = new Thread(this::watch, "diffrep-watchdog");
  private Round round;
  private long last;
  private String stalled;
  private boolean closed;

  /**
   * Begins to watch.
   *
   * @param jobs the training's jobs
   * @param finished counts the images of finished batches
   * @param minutes how long no batch may be finished; 0 for ever
   * @param progress takes the threads that hang
   */
  Watchdog(
      SparkContext context,
      JobGroup jobs,
      LongAccumulator finished,
      double minutes,
      Progress progress) {
    this.context = context;
    this.jobs = jobs;
    this.minutes = minutes;
    this.progress = progress;
    tasks = new RoundTasks(jobs, finished, this::progressed);
    context.addSparkListener(tasks);
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void progressed() {
    last = System.nanoTime();
  }

  @Override
  public void begin(Round next) {
    tasks.clear();
    synchronized (this) {
      round = next;
      last = System.nanoTime();
      notifyAll();
    }
  }

  @Override
  public synchronized void averaged(Round done, RoundResult result) {
    round = null;
  }

  @Override
  public synchronized void failed(Exception cause) {
    round = null;
    if (stalled != null) {
      throw new IllegalStateException(stalled, cause);
    }
  }

  private void watch() {
    try {
      while (awaitStall()) {
        if (stalled() == null) {
          report();
        }
        if (stalled() != null) {
          jobs.cancel();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the watchdog is stopped", e);
    }
  }

  /** True once a round has stalled, false when there is nothing to watch any more. */
  private synchronized boolean awaitStall() throws InterruptedException {
    long patience = patience();
    while (!closed) {
      long left = patience - (System.nanoTime() - last);
      if (round == null || minutes == 0) {
        wait();
      } else if (stalled != null) {
        // What was between two jobs has begun the next one meanwhile.
        TimeUnit.SECONDS.timedWait(this, 1);
        return round != null;
      } else if (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } else {
        return true;
      }
    }
    return false;
  }

  private long patience() {
    return (long) (minutes * TimeUnit.MINUTES.toNanos(1));
  }

  private synchronized String stalled() {
    return stalled;
  }

  private void report() throws InterruptedException {
    Collection<String> processes = new TreeSet<>(tasks.executors());
    processes.add(ThreadDumps.DRIVER);
    String workers = tasks.inWords();
    ThreadDumps dumps = ThreadDumps.take(context, processes);
    synchronized (this) {
      if (round == null || stalled == null && System.nanoTime() - last < patience()) {
        // A batch was finished after all, or the round, while the threads were asked.
        return;
      }
      stalled =
          String.format(
              Locale.ROOT,
              "round %d: no batch was finished for %s minutes (train.stall-minutes): %s. What their"
                  + " threads are at is printed, and that of all threads in the log. If the cluster"
                  + " was busy with others or a batch takes that long, raise train.stall-minutes and"
                  + " run again: the training goes on after the last whole round",
              round.number(),
              minutes,
              workers);
    }
    LOG.error("{}\n{}", stalled, dumps.all());
    progress.remark(dumps.ofTasks());
  }

  /** Ends the watch. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    context.removeSparkListener(tasks);
  }
}
