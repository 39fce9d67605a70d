package io.diffrep.runtime;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.LongSupplier;

/**
 * Where a command speaks to its user: results, remarks and the progress of long work. Results go to
 * the output, progress to the error output, so that what is piped into a file are results alone.
 */
public final class Console {
  /** Columns that every terminal has. */
  private static final int USUAL_WIDTH = 80;

  private final PrintWriter out;
  private final PrintWriter err;
  private final int width;
  private final LongSupplier nanoTime;

  private Console(PrintWriter out, PrintWriter err, int width, LongSupplier nanoTime) {
    this.out = out;
    this.err = err;
    this.width = width;
    this.nanoTime = nanoTime;
  }

  /**
   * A console whose progress is a line now and then: for files, pipes and logs.
   *
   * @param out takes results
   * @param err takes progress
   */
  public static Console ofLines(PrintWriter out, PrintWriter err) {
    return new Console(out, err, 0, System::nanoTime);
  }

  /**
   * A console whose progress is one line that is written over and over.
   *
   * @param out takes results
   * @param err takes progress; a terminal
   */
  public static Console ofTerminal(PrintWriter out, PrintWriter err) {
    return new Console(out, err, USUAL_WIDTH, System::nanoTime);
  }

  /** A console that nobody reads. */
  public static Console silent() {
    return ofLines(
        new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter(), false));
  }

  /** The same console by another clock: for tests. */
  Console at(LongSupplier clock) {
    return new Console(out, err, width, clock);
  }

  /** Prints a result or a remark. */
  public void println(Object line) {
    out.println(line);
    out.flush();
  }

  /**
   * Begins to show how far a piece of work is; the caller closes it when the work has ended, before
   * anything else is printed.
   *
   * @param title what is done, such as {@code encode encoder}
   * @param unit what is counted, in the plural, such as {@code images}
   * @param total how many there are, or 0 where nobody knows
   */
  public Progress progress(String title, String unit, long total) {
    return new Progress(title, unit, total, err, width, nanoTime);
  }
}
