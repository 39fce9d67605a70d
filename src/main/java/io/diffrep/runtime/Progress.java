package io.diffrep.runtime;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a piece of work is: what is done, of how many, how fast, and the time left. On a terminal
 * it is one line that is written over and over and disappears at the end; elsewhere, and in the
 * log, a line every half minute, later less often, so that short work says nothing and work of a
 * day not thousands of lines. What is done never falls and never exceeds the total, whatever is
 * done twice. For use by several threads.
 */
public final class Progress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  /** Between two drawings of the updating line. */
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long SPARSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** The rate is that of the last one or two of these, so that the time left follows it. */
  private static final long RATE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Between two lines at least this part of the time that has passed. */
  private static final int SPARSE_SHARE = 20;

  /** Back to the line's beginning, and the line erased. */
  private static final String ERASE = "\r\u001b[K";

  private final String title;
  private final String unit;
  private final long total;
  private final PrintWriter out;
  private final int width;
  private final LongSupplier nanoTime;
  private final long start;
  private long before;
  private long done;
  private String note = "";
  private boolean linesKept;
  private boolean drawn;
  private boolean ended;
  private long lastDrawn;
  private long lastLine;
  private boolean lines;

  /** Two points of the past, between half a minute and a minute ago and later. */
  private long earlierTime;

  private long earlierDone;
  private long laterTime;
  private long laterDone;

  /**
   * @param total how many there are, or 0 where nobody knows
   * @param width columns of the terminal, or 0 where there is none
   */
  Progress(
      String title, String unit, long total, PrintWriter out, int width, LongSupplier nanoTime) {
    this.title = title;
    this.unit = unit;
    this.total = total;
    this.out = out;
    this.width = width;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
    lastLine = start;
    earlierTime = start;
    laterTime = start;
    lastDrawn = start - REDRAW_NANOS;
  }

  /** Leaves the lines that appear now and then standing on a terminal, too. */
  public synchronized Progress keepingLines() {
    linesKept = true;
    return this;
  }

  /** Begins where earlier work has ended: that much is done, and counts for no rate. */
  public synchronized Progress from(long already) {
    before = already;
    done = already;
    earlierDone = already;
    laterDone = already;
    return this;
  }

  /** Prints a line of its own, whatever the updating line does, and logs it. */
  public synchronized void remark(String line) {
    LOG.info("{}", line);
    erase();
    out.println(line);
    out.flush();
  }

  /** So many more are done. */
  public synchronized void advance(long more) {
    reach(done + more);
  }

  /** So many are done in all; what is less than before is ignored. */
  public synchronized void reach(long all) {
    done = Math.max(done, total > 0 ? Math.min(all, total) : all);
    show();
  }

  /** What stands behind the figures from now on, such as {@code round 3/220 loss 81.20}. */
  public synchronized void note(String text) {
    note = text;
    show();
  }

  /** How many there are, or 0 where nobody knows. */
  public long total() {
    return total;
  }

  /** What is done by now. */
  public synchronized long done() {
    return done;
  }

  private void show() {
    if (ended) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - laterTime >= RATE_NANOS) {
      earlierTime = laterTime;
      earlierDone = laterDone;
      laterTime = now;
      laterDone = done;
    }
    if (now - lastLine >= Math.max(SPARSE_NANOS, (now - start) / SPARSE_SHARE)) {
      line(now);
    }
    if (width > 0 && now - lastDrawn >= REDRAW_NANOS) {
      lastDrawn = now;
      drawn = true;
      // The last column stays free: some terminals wrap once it is written.
      String text = text(now);
      out.print(ERASE + text.substring(0, Math.min(text.length(), width - 1)));
      out.flush();
    }
  }

  private void line(long now) {
    lastLine = now;
    lines = true;
    String text = text(now);
    LOG.info("{}", text);
    if (width == 0 || linesKept) {
      erase();
      out.println(text);
      out.flush();
    }
  }

  private void erase() {
    if (drawn) {
      drawn = false;
      out.print(ERASE);
      out.flush();
    }
  }

  private String text(long now) {
    StringBuilder text = new StringBuilder(title).append("  ").append(count(done));
    if (total > 0) {
      text.append('/').append(count(total));
    }
    text.append(' ').append(unit);
    double rate = rate(now);
    if (rate > 0) {
      text.append("  ").append(perSecond(rate));
      if (total > 0) {
        text.append("  left ").append(duration(Math.round((total - done) / rate)));
      }
    }
    return note.isEmpty() ? text.toString() : text.append("  ").append(note).toString();
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Since a while ago, or since the beginning where nothing was done since then; 0 if unknown. */
  private double rate(long now) {
    if (done > earlierDone && now > earlierTime) {
      return (done - earlierDone) / ((now - earlierTime) / 1e9);
    }
    return now > start ? (done - before) / ((now - start) / 1e9) : 0;
  }

  private String perSecond(double rate) {
    return String.format(Locale.ROOT, rate < 10 ? "%.1f %s/s" : "%,.0f %s/s", rate, unit);
  }

  /** Minutes and seconds, or hours, minutes and seconds. */
  static String duration(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Ends the updating line; where lines appeared, a last one says how far the work came. */
  @Override
  public synchronized void close() {
    if (ended) {
      return;
    }
    if (lines) {
      line(nanoTime.getAsLong());
    }
    ended = true;
    erase();
  }
}
