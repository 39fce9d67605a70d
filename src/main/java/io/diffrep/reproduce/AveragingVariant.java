package io.diffrep.reproduce;

import io.diffrep.engine.EngineSettings;
import io.diffrep.engine.Precision;
import io.diffrep.model.ModelSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.train.AveragingSettings;
import io.diffrep.train.TrainSettings;

/**
 * The ways to share a training that are compared: all see the same images with the same noise in
 * global batches of the same size, by the same schedule of the learning rate.
 */
public enum AveragingVariant implements Variant {
  /** The whole batch on one worker. Nothing is averaged: its interval decides no weight. */
  ONE_WORKER("1 worker", 1, 10, Precision.SINGLE),
  /** Two workers, averaged after every step. */
  EVERY_STEP("2 workers, every step", 2, 1, Precision.SINGLE),
  /** Two workers, averaged every ten steps after the warm-up's single ones. */
  EVERY_10_STEPS("2 workers, every 10 steps", 2, 10, Precision.SINGLE),
  /** Two workers, with the interval that the program chooses by its timing. */
  CHOSEN("2 workers, interval chosen", 2, 0, Precision.SINGLE),
  /** As every ten steps, in mixed precision. */
  MIXED("2 workers, every 10 steps, mixed precision", 2, 10, Precision.MIXED);

  /** What the others are held against. */
  static final AveragingVariant REFERENCE = ONE_WORKER;

  private final String title;
  private final int workers;
  private final int interval;
  private final Precision precision;

  AveragingVariant(String title, int workers, int interval, Precision precision) {
    this.title = title;
    this.workers = workers;
    this.interval = interval;
    this.precision = precision;
  }

  @Override
  public String title() {
    return title;
  }

  /** Its name on the command line and in paths, such as {@code every-step}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }

  @Override
  public TrainSettings train(TrainSettings base, long seed) {
    AveragingSettings averaging = base.averaging();
    return base.with(
        new AveragingSettings(
            workers,
            interval,
            averaging.averagingWarmUp(),
            averaging.overheadShare(),
            averaging.aggregationDepth()),
        seed);
  }

  @Override
  public ModelSettings model(ModelSettings base) {
    return base.with(new EngineSettings(base.engine().name(), precision));
  }
}
