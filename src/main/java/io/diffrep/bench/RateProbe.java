package io.diffrep.bench;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What Spark itself takes, by jobs that do nothing, and by jobs that do nothing but bring back
 * arrays as large as a worker's result.
 *
 * @param stageSeconds a job of one task
 * @param taskSeconds each further task; more than one that has a slot of its own takes the driver
 * @param resultSeconds per byte of an array of one task
 * @param furtherSeconds per byte of each further one
 */
record RateProbe(
    double stageSeconds, double taskSeconds, double resultSeconds, double furtherSeconds) {
  private static final int REPEATS = 9;
  private static final int TASKS = 64;
  private static final int RESULTS = 9;

  /**
   * Measures.
   *
   * @param bytes of a result
   */
  static RateProbe of(JavaSparkContext context, long bytes) {
    double one = seconds(context, 1, 0);
    double many = seconds(context, TASKS, 0);
    double task = Math.max(0, many - one) / (TASKS - 1);
    int numbers = Math.toIntExact(bytes / Float.BYTES);
    double result = Math.max(0, seconds(context, 1, numbers) - one);
    double results = Math.max(0, seconds(context, RESULTS, numbers) - one - (RESULTS - 1) * task);
    return new RateProbe(
        one, task, result / bytes, Math.max(0, results - result) / (RESULTS - 1) / bytes);
  }

  /** The median of some jobs, after some that are not counted. */
  private static double seconds(JavaSparkContext context, int tasks, int numbers) {
    List<Integer> indices = Collections.nCopies(tasks, numbers);
    double[] seconds =
        IntStream.range(0, REPEATS)
            .mapToDouble(
                i -> {
                  long start = System.nanoTime();
                  List<float[]> results =
                      context.parallelize(indices, tasks).map(float[]::new).collect();
                  double taken = (System.nanoTime() - start) / 1e9;
                  if (results.size() != tasks) {
                    throw new IllegalStateException(results.size() + " results");
                  }
                  return taken;
                })
            .toArray();
    return RoundSplit.median(DoubleStream.of(seconds).skip(REPEATS / 3));
  }
}
