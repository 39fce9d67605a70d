package io.diffrep.train;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate after so many images: a linear rise from 0, times half a cosine that falls from
 * 1 to a final share. DL4J counts iterations; one iteration is one global batch.
 *
 * @param peak rate that the warm-up leads to
 * @param warmUpImages images over which it rises
 * @param images images of the whole run
 * @param finalShare share of the peak that the cosine ends at
 * @param batch images per iteration over all workers
 */
record LearningRate(double peak, long warmUpImages, long images, double finalShare, int batch)
    implements ISchedule {
  private static final long serialVersionUID = 1L;

  @Override
  public double valueAt(int iteration, int epoch) {
    double seen = (iteration + 1.0) * batch;
    double rise = warmUpImages == 0 ? 1 : Math.min(1, seen / warmUpImages);
    double cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, seen / images)));
    return peak * rise * (finalShare + (1 - finalShare) * cosine);
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
