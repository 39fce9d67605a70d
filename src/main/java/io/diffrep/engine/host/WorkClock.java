package io.diffrep.engine.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what each kind of work of a plan takes, once it is started. */
final class WorkClock {
  private final OneDnn dnn;
  private final Map<String, MeasuredWork> kinds = new TreeMap<>();
  private boolean running;

  WorkClock(OneDnn dnn) {
    this.dnn = dnn;
  }

  boolean isRunning() {
    return running;
  }

  /** Counts from now on, or anew. */
  void start() {
    running = true;
    dnn.time();
    kinds.clear();
  }

  void run(String kind, Cost cost, Runnable pass) {
    if (!running) {
      pass.run();
      return;
    }
    long before = dnn.nanoseconds();
    long time = nanoseconds(pass);
    long library = dnn.nanoseconds() - before;
    kinds.merge(kind, MeasuredWork.of(kind, time, library, cost), MeasuredWork::plus);
  }

  /** By kind of work. */
  List<MeasuredWork> work() {
    return new ArrayList<>(kinds.values());
  }

  static long nanoseconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }
}
