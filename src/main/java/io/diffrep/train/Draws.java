package io.diffrep.train;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** The images of slices, one slice after another; a chunk is read when its turn comes. */
final class Draws implements Iterator<Draw> {
  private final Iterator<Slice> slices;
  private final Function<Chunk, List<TrainingImage>> reader;
  private final long seed;
  private Iterator<TrainingImage> images = Collections.emptyIterator();
  private long epoch;

  /**
   * @param slices what is due, none of it empty
   * @param reader gives the images of a chunk as they lie in the table
   * @param seed the run's seed
   */
  Draws(List<Slice> slices, Function<Chunk, List<TrainingImage>> reader, long seed) {
    this.slices = slices.iterator();
    this.reader = reader;
    this.seed = seed;
  }

  @Override
  public boolean hasNext() {
    return images.hasNext() || slices.hasNext();
  }

  @Override
  public Draw next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (!images.hasNext()) {
      Slice slice = slices.next();
      epoch = slice.epoch();
      images =
          EpochOrder.within(reader.apply(slice.chunk()), seed, epoch)
              .subList(slice.from(), slice.to())
              .iterator();
    }
    return new Draw(images.next(), epoch);
  }
}
