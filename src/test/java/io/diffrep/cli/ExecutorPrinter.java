package io.diffrep.cli;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/** Prints each executor that registers, where {@code spark.extraListeners} names it. */
public final class ExecutorPrinter extends SparkListener {
  /** Begins its lines. */
  static final String ADDED = "executor added: ";

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    System.out.println(ADDED + added.executorId());
  }
}
