package io.diffrep.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The order in which a run sees the images of its training set: epoch after epoch, in each the
 * chunks in the order of a hash of seed, epoch and chunk, and the images of a chunk in the order of
 * a hash of seed, epoch and image. It is a function of the position alone, so that a task that is
 * tried again repeats it, and a run can start anywhere. On the driver, for one thread; finding a
 * place takes the time of a binary search, but once an epoch, when the chunks are sorted.
 */
final class EpochOrder {
  /** Keeps the hashes of chunks apart from those of images. */
  private static final long CHUNKS = 2;

  private record Hashed<T>(long hash, T value) {}

  private final List<Chunk> chunks;
  private final long seed;
  private final long images;
  private final int[] order;

  /** Images of the epoch before each place of the order, and of the whole epoch at the end. */
  private final long[] before;

  private long orderedEpoch = -1;

  /**
   * @param chunks the training set; each holds an image at least, and there is one at least
   * @param seed the run's seed
   */
  EpochOrder(List<Chunk> chunks, long seed) {
    if (chunks.isEmpty() || chunks.stream().anyMatch(chunk -> chunk.images() < 1)) {
      throw new IllegalArgumentException("a training set is made of chunks that hold images");
    }
    this.chunks = chunks;
    this.seed = seed;
    images = chunks.stream().mapToLong(Chunk::images).sum();
    order = new int[chunks.size()];
    before = new long[chunks.size() + 1];
  }

  /**
   * What each worker sees in a round: its own run of images, one worker's after the other's.
   *
   * @param first images seen before the round
   * @param each images that a worker sees in it
   */
  List<List<Slice>> shares(long first, long each, int workers) {
    return LongStream.range(0, workers)
        .mapToObj(worker -> slices(first + worker * each, first + (worker + 1) * each))
        .toList();
  }

  /**
   * What is seen between two positions of the run, in its order.
   *
   * @param from images seen before the first one
   * @param to images seen after the last one
   */
  List<Slice> slices(long from, long to) {
    List<Slice> slices = new ArrayList<>();
    long position = from;
    while (position < to) {
      long epoch = position / images;
      arrange(epoch);
      long inEpoch = position % images;
      int place = place(inEpoch);
      int first = (int) (inEpoch - before[place]);
      Chunk chunk = chunks.get(order[place]);
      int last = (int) Math.min(chunk.images(), first + (to - position));
      slices.add(new Slice(chunk, epoch, first, last));
      position += last - first;
    }
    return slices;
  }

  private void arrange(long epoch) {
    if (epoch == orderedEpoch) {
      return;
    }
    List<Integer> sorted =
        IntStream.range(0, order.length)
            .mapToObj(chunk -> new Hashed<>(Mixing.mix(seed, epoch, chunk, CHUNKS), chunk))
            .sorted(Comparator.comparingLong(Hashed<Integer>::hash).thenComparing(Hashed::value))
            .map(Hashed::value)
            .toList();
    for (int place = 0; place < order.length; place++) {
      order[place] = sorted.get(place);
      before[place + 1] = before[place] + chunks.get(order[place]).images();
    }
    orderedEpoch = epoch;
  }

  /** The place of the chunk that an image of the epoch lies in. */
  private int place(long inEpoch) {
    int found = Arrays.binarySearch(before, inEpoch);
    return found >= 0 ? found : -found - 2;
  }

  /**
   * The images of a chunk in their order.
   *
   * @param chunk the images as they lie in the table
   */
  static List<TrainingImage> within(List<TrainingImage> chunk, long seed, long epoch) {
    return chunk.stream()
        .map(image -> new Hashed<>(Mixing.mix(seed, epoch, image.key()), image))
        // A stable sort: copies of one image stay as they lie.
        .sorted(Comparator.comparingLong(Hashed::hash))
        .map(Hashed::value)
        .toList();
  }
}
