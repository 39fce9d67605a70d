package io.diffrep.engine.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan's buffers. While the plan is compiled, steps are bound in the order in which they will
 * run; what is given back by one serves those bound after it, so that nothing is allocated, freed
 * or looked up once the plan runs.
 */
final class BufferPool implements AutoCloseable {
  private final Map<Long, Deque<NativeBuffer>> free = new HashMap<>();
  private final Map<Long, Deque<NativeBuffer>> freeRounded = new HashMap<>();
  private final List<NativeBuffer> all = new ArrayList<>();

  /**
   * A buffer whose content is undefined when the step runs. One that has been given back serves
   * exactly its own size, and all maps of a plan have one batch: what shares a buffer shares it
   * image by image, which {@link ForwardOrder} relies on.
   */
  NativeBuffer take(long size) {
    return take(free, size);
  }

  private NativeBuffer take(Map<Long, Deque<NativeBuffer>> from, long size) {
    Deque<NativeBuffer> candidates = from.get(size);
    return candidates == null || candidates.isEmpty() ? own(size) : candidates.pop();
  }

  /** A buffer that is never given back; zero at first. */
  NativeBuffer own(long size) {
    NativeBuffer buffer = new NativeBuffer(size);
    all.add(buffer);
    return buffer;
  }

  /** Gives a buffer back that was taken with that size. */
  void give(NativeBuffer buffer, long size) {
    give(free, buffer, size);
  }

  private static void give(Map<Long, Deque<NativeBuffer>> to, NativeBuffer buffer, long size) {
    to.computeIfAbsent(size, key -> new ArrayDeque<>()).push(buffer);
  }

  /**
   * A buffer of at least that size, which serves all sizes near it: for what a layer needs while it
   * runs and nobody reads later. Never one that {@link #take} gave out: layers that run along with
   * this one, image by image, may still read or already write that.
   */
  NativeBuffer takeRounded(long size) {
    return take(freeRounded, Math.max(1 << 16, Long.highestOneBit(size - 1) << 1));
  }

  /** Gives a buffer back that came from {@link #takeRounded}. */
  void giveRounded(NativeBuffer buffer) {
    give(freeRounded, buffer, buffer.size());
  }

  /** Bytes over all buffers. */
  long bytes() {
    return all.stream().mapToLong(NativeBuffer::size).sum();
  }

  @Override
  public void close() {
    all.forEach(NativeBuffer::close);
    all.clear();
    free.clear();
    freeRounded.clear();
  }
}
