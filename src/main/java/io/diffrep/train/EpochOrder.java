package io.diffrep.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The order in which a worker sees the images of its partition: epoch after epoch, each in the
 * order of a hash of seed, epoch and image. It is a function of the position alone, so that a
 * recomputed partition, whose rows may come in another order, repeats it, and a run can start
 * anywhere.
 */
final class EpochOrder implements Iterator<EpochOrder.Draw> {
  /**
   * An image due to be seen.
   *
   * @param image the image
   * @param epoch how often this worker has gone through its partition before
   */
  record Draw(TrainingImage image, long epoch) {}

  private record Keyed(long hash, TrainingImage image) {}

  private final List<TrainingImage> images;
  private final long seed;
  private long position;
  private long sortedEpoch = -1;
  private List<TrainingImage> sorted = List.of();

  /**
   * @param images the partition, in any order; not empty
   * @param seed the run's seed
   * @param start images that the worker has seen before
   */
  EpochOrder(List<TrainingImage> images, long seed, long start) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("a worker's partition holds no image");
    }
    this.images = images;
    this.seed = seed;
    position = start;
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Draw next() {
    long epoch = position / images.size();
    if (epoch != sortedEpoch) {
      sorted = order(epoch);
      sortedEpoch = epoch;
    }
    return new Draw(sorted.get((int) (position++ % images.size())), epoch);
  }

  private List<TrainingImage> order(long epoch) {
    List<Keyed> keyed = new ArrayList<>(images.size());
    for (TrainingImage image : images) {
      keyed.add(new Keyed(Mixing.mix(seed, epoch, image.key()), image));
    }
    keyed.sort(Comparator.comparingLong(Keyed::hash).thenComparing(k -> k.image().key()));
    return keyed.stream().map(Keyed::image).toList();
  }
}
