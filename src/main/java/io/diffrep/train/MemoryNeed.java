package io.diffrep.train;

import io.diffrep.engine.Graph;
import io.diffrep.engine.Operation.Attention;
import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.runtime.NativeLimits;
import java.util.Locale;

/**
 * What a training takes of native memory, about: an estimate from the network's size, to be held
 * against the limits before the first round and not by running into them.
 *
 * @param driver bytes in the driver: weights, gradient, moments and average, and what an averaging
 *     adds to them for a moment
 * @param task bytes of each worker: the engine's plan, weights, gradient, moments, and batches
 * @param workers how many share a batch
 */
record MemoryNeed(long driver, long task, int workers) {
  private static final long MEGABYTE = 1 << 20;

  /** Weights, gradient and Adam's two moments. */
  private static final int STATE = 4;

  /** The average; averaged weights and moments; what is added to the average. */
  private static final int AVERAGING = 6;

  /**
   * A plan's parameters and gradient, and both in the layouts that forward and backward ask for.
   */
  private static final int PARAMETER_COPIES = 6;

  /**
   * The same of filters that Winograd's method takes: of 3x3 weights it makes 6x6, in each layout.
   */
  private static final int WINOGRAD_COPIES = 22;

  /** A value and its gradient. */
  private static final int VALUE_COPIES = 2;

  /** What convolutions compute in, whatever their size. */
  private static final long SCRATCH = 4 * MEGABYTE;

  /** Clean and noisy image, target; prediction and gradient, each as a part and in a whole. */
  private static final int IMAGE_COPIES = 7;

  /** The largest block of channels that an engine fills up. */
  private static final int BLOCK = 16;

  /** Settings are named in multiples of so many MB. */
  private static final long STEP = 64;

  /**
   * Estimates.
   *
   * @param graph encoder and score network
   * @param pixels numbers of an image
   * @param batch images per step of a worker
   */
  static MemoryNeed of(Graph graph, int pixels, int batch, int workers) {
    long parameters = (long) graph.layout().length() * Float.BYTES;
    long batches = (long) IMAGE_COPIES * batch * pixels * Float.BYTES;
    return new MemoryNeed(
        (STATE + AVERAGING) * parameters,
        plan(graph, batch) + STATE * parameters + batches,
        workers);
  }

  /** Bytes of a plan that trains. */
  static long plan(Graph graph, int batch) {
    long winograd =
        graph.operations().stream()
            .filter(operation -> operation instanceof Convolution c && isWinograds(c))
            .mapToLong(operation -> ((Convolution) operation).weight().length())
            .sum();
    long numbers =
        VALUE_COPIES * batch * graph.numbers(BLOCK)
            + PARAMETER_COPIES * (graph.layout().length() - winograd)
            + WINOGRAD_COPIES * winograd;
    return numbers * Float.BYTES + SCRATCH + attention(graph);
  }

  /** What the positions of one image say of one another, and its gradient, each rounded up. */
  private static long attention(Graph graph) {
    return graph.operations().stream()
        .filter(Attention.class::isInstance)
        .mapToLong(operation -> ((FeatureMap) operation.output()).positions())
        .map(positions -> 2 * 2 * positions * positions * Float.BYTES)
        .max()
        .orElse(0);
  }

  private static boolean isWinograds(Convolution convolution) {
    return convolution.kernel() == 3 && convolution.stride() == 1;
  }

  /** One line of what is needed and allowed, and, where that is too little, what to set. */
  String beside(NativeLimits limits) {
    return limits.local() ? inOneProcess(limits.driver()) : inSeveral(limits);
  }

  private String inOneProcess(long limit) {
    long need = driver + workers * task;
    String line =
        String.format(
            Locale.ROOT,
            "native memory: about %,d MB are needed in this process (%,d and for each of %d workers"
                + " %,d), and it may take %s",
            megabytes(need),
            megabytes(driver),
            workers,
            megabytes(task),
            inWords(limit));
    if (limit == 0 || need <= limit) {
      return line;
    }
    return "warning: "
        + line
        + String.format(
            Locale.ROOT,
            ": set spark.native-megabytes-per-task to %d (where jobs/diffrep starts it,"
                + " DIFFREP_OFF_HEAP to %d), or lower train.batch",
            stepsAbove(need / Math.max(1, Runtime.getRuntime().availableProcessors())),
            stepsAbove(need));
  }

  private String inSeveral(NativeLimits limits) {
    long tasks = Math.min(workers, limits.tasks());
    long need = tasks * task;
    String line =
        String.format(
            Locale.ROOT,
            "native memory: about %,d MB are needed in the driver, which may take %s, and %,d MB"
                + " in an executor with %d of the %d workers (%,d MB each), which may take %s",
            megabytes(driver),
            inWords(limits.driver()),
            megabytes(need),
            tasks,
            workers,
            megabytes(task),
            inWords(limits.executor()));
    StringBuilder advice = new StringBuilder();
    if (limits.executor() > 0 && need > limits.executor()) {
      advice.append(
          String.format(
              Locale.ROOT,
              ": set spark.native-megabytes-per-task to %d, or lower train.batch",
              stepsAbove(need / limits.tasks())));
    }
    if (limits.driver() > 0 && driver > limits.driver()) {
      advice.append(
          String.format(
              Locale.ROOT,
              ": start the driver with -Dorg.bytedeco.javacpp.maxbytes=%dm among its Java options",
              stepsAbove(driver)));
    }
    return advice.isEmpty() ? line : "warning: " + line + advice;
  }

  private static String inWords(long limit) {
    return limit == 0 ? "any amount" : String.format(Locale.ROOT, "%,d MB", limit / MEGABYTE);
  }

  /** Rounded up. */
  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }

  /** Megabytes above it, a multiple of the step. */
  private static long stepsAbove(long bytes) {
    return (bytes / MEGABYTE / STEP + 1) * STEP;
  }
}
