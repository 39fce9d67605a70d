package io.diffrep.evaluate;

import io.diffrep.model.Model;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.RowCount;
import io.diffrep.sde.NoiseSupport;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * What it costs to interpolate codes between stored noise levels: the denoising loss with the
 * interpolated codes against that with the encoder's own, in the unit of {@link DenoisingLoss}.
 *
 * @param rho noise-to-signal ratio at which it was measured
 * @param own loss with the encoder's own codes
 * @param interpolated loss with codes interpolated between the stored levels
 */
public record InterpolationLoss(double rho, double own, double interpolated) {
  /** By which share the loss grows; below 0 where it falls. */
  public double growth() {
    return interpolated / own - 1;
  }

  /**
   * Measures it where interpolated codes lie farthest from stored ones: in the middle of each gap,
   * and at the ends of the support where those are not stored.
   *
   * @param context where it is measured; each noise level is a task
   * @param model the model
   * @param images uint8, row-major {@code [height, width, channels]}
   * @param levels the stored levels, rising
   * @param seed seed of the noise
   * @param console shows how far it is
   */
  public static List<InterpolationLoss> measure(
      JavaSparkContext context,
      Model model,
      List<byte[]> images,
      List<Double> levels,
      long seed,
      Console console) {
    List<Double> between = between(levels, model.specification().noise().support());
    Broadcast<LossTask> task = context.broadcast(new LossTask(model, images, seed));
    long total = 2L * images.size() * between.size();
    try (Progress progress = console.progress("check noise levels", "predictions", total);
        RowCount count = RowCount.begin(context.sc(), progress)) {
      LongAccumulator done = count.counter();
      List<double[]> losses =
          context
              .parallelize(between, between.size())
              .map(rho -> task.value().interpolated(rho, levels, done::add))
              .collect();
      List<InterpolationLoss> measured = new ArrayList<>();
      for (int i = 0; i < losses.size(); i++) {
        measured.add(new InterpolationLoss(between.get(i), losses.get(i)[0], losses.get(i)[1]));
      }
      return measured;
    } finally {
      task.destroy();
    }
  }

  /** Where codes are checked: rising levels between the stored ones and at the unstored ends. */
  static List<Double> between(List<Double> levels, NoiseSupport support) {
    double first = levels.get(0);
    double last = levels.get(levels.size() - 1);
    List<Double> between = new ArrayList<>();
    if (first > support.lowest() && !same(first, support.lowest())) {
      between.add(support.lowest());
      between.add(Math.sqrt(support.lowest() * first));
    }
    for (int i = 1; i < levels.size(); i++) {
      between.add(Math.sqrt(levels.get(i - 1) * levels.get(i)));
    }
    if (last < support.highest() && !same(last, support.highest())) {
      between.add(Math.sqrt(last * support.highest()));
      between.add(support.highest());
    }
    return between;
  }

  /** Tables keep levels in single precision. */
  private static boolean same(double a, double b) {
    return Math.abs(a - b) <= 1e-6 * b;
  }
}
