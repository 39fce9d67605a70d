package io.diffrep.train;

import io.diffrep.runtime.Tasks;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The batches of a worker, each prepared by another thread while the worker trains on the one
 * before. That thread reads images and fills arrays on the heap; ND4J's arrays are made on the
 * thread that asks for a batch, which is tied to its task's device. It ends after the last batch,
 * and with the task if that ends before.
 */
final class BatchFeed implements Iterator<MultiDataSet>, AutoCloseable {
  private final Objective objective;
  private final Iterator<Draw> draws;
  private final ExecutorService thread;
  private Future<BatchArrays> coming;
  private BatchArrays spare;
  private int left;

  /**
   * Begins with the first batch.
   *
   * @param draws used by the other thread from now on; there are enough for all batches
   * @param size images in a batch
   * @param batches how many there are
   */
  BatchFeed(Objective objective, Iterator<Draw> draws, int size, int batches) {
    this.objective = objective;
    this.draws = draws;
    left = batches;
    String name = Thread.currentThread().getName();
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "batches for " + name);
              made.setDaemon(true);
              return made;
            });
    Tasks.atEnd(this::close);
    spare = objective.arrays(size);
    prepare(objective.arrays(size));
  }

  private void prepare(BatchArrays batch) {
    if (left == 0) {
      close();
      return;
    }
    coming =
        thread.submit(
            () -> {
              objective.fill(batch, draws);
              return batch;
            });
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  /**
   * The next batch. What went wrong while it was prepared is thrown as it was there.
   *
   * @throws IllegalStateException if the calling thread is interrupted
   */
  @Override
  public MultiDataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    BatchArrays ready = await();
    left--;
    BatchArrays other = spare;
    spare = ready;
    prepare(other);
    return ready.toMultiDataSet();
  }

  private BatchArrays await() {
    try {
      return coming.get();
    } catch (ExecutionException e) {
      close();
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("cannot prepare a batch: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      close();
      Tasks.endIfCancelled();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a batch was prepared", e);
    }
  }

  /** Ends the other thread, wherever it is. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
