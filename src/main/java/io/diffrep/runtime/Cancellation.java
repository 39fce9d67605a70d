package io.diffrep.runtime;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The end of a command by SIGINT (Ctrl-C) or SIGTERM. The first signal has the command's running
 * work cancelled, again and again until it has unwound: what was between two Spark jobs begins no
 * more. A second signal, or work that does not unwind in time, ends the process at once.
 *
 * <p>It handles the signals themselves and adds no shutdown hook: Spark has one that stops its
 * context under the hands of whoever waits for a job, and hooks have no order.
 */
public final class Cancellation {
  private static final long UNWIND_SECONDS = 30;
  private static final long AGAIN_MILLIS = 200;

  /** So long nobody wonders what the command is waiting for. */
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final PrintWriter err;
  private final IntConsumer halt;
  private final long patienceNanos;
  private Signal signal;
  private Runnable cancel;

  /**
   * A cancellation that nothing triggers but {@link #request}.
   *
   * @param err takes a word where the unwinding takes long
   * @param halt ends the process at once with an exit code
   */
  public Cancellation(PrintWriter err, IntConsumer halt) {
    this(err, halt, TimeUnit.SECONDS.toNanos(UNWIND_SECONDS));
  }

  Cancellation(PrintWriter err, IntConsumer halt, long patienceNanos) {
    this.err = err;
    this.halt = halt;
    this.patienceNanos = patienceNanos;
  }

  /** Has SIGINT and SIGTERM request it, in this process, from now on. */
  public Cancellation onSignals() {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), this::request);
    }
    return this;
  }

  /** Whether a signal has come. */
  public synchronized boolean isRequested() {
    return signal != null;
  }

  /** The signal's name, such as {@code SIGINT}. */
  public synchronized String signalName() {
    return "SIG" + signal.getName();
  }

  /** The exit code of a process that the signal ended: 130 for SIGINT, 143 for SIGTERM. */
  public synchronized int exitCode() {
    return exitCode(signal);
  }

  private static int exitCode(Signal signal) {
    return 128 + signal.getNumber();
  }

  /**
   * Begins work that can be cancelled.
   *
   * @param cancelling cancels what runs; called by another thread, several times
   */
  public synchronized void begin(Runnable cancelling) {
    cancel = cancelling;
  }

  /** The work has unwound, or ended by itself: from now on nothing is cancelled. */
  public synchronized void unwound() {
    cancel = null;
  }

  /** A signal has come. Returns only when the time in which the process should end has passed. */
  void request(Signal received) {
    if (isFirst(received)) {
      cancelUntilUnwound();
    }
    halt.accept(exitCode(received));
  }

  private synchronized boolean isFirst(Signal received) {
    if (signal != null) {
      return false;
    }
    signal = received;
    return true;
  }

  /** What is left of the time is for Spark to stop; who ends the process ends this thread. */
  private void cancelUntilUnwound() {
    long start = System.nanoTime();
    boolean said = false;
    while (System.nanoTime() - start < patienceNanos) {
      cancelOnce();
      if (!said && System.nanoTime() - start > SILENT_NANOS) {
        said = true;
        err.println("Stopping what runs. Ctrl-C once more ends at once.");
        err.flush();
      }
      try {
        Thread.sleep(AGAIN_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void cancelOnce() {
    Runnable cancelling;
    synchronized (this) {
      cancelling = cancel;
    }
    if (cancelling == null) {
      return;
    }
    try {
      cancelling.run();
    } catch (RuntimeException e) {
      // Spark may be stopping by itself, and the work must unwind all the same.
      LoggerFactory.getLogger(Cancellation.class).debug("nothing to cancel", e);
    }
  }
}
