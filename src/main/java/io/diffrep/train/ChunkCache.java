package io.diffrep.train;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The chunks that were asked for last, as many as fit. For use by several threads. */
final class ChunkCache {
  /** What an image takes in memory beside its pixels, about. */
  private static final int IMAGE_BYTES = 64;

  private record Kept(List<TrainingImage> images, long bytes) {}

  private final long limit;

  /** In the order in which they were asked for. */
  private final Map<Chunk, Kept> chunks = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /**
   * @param limit bytes that it holds at most
   */
  ChunkCache(long limit) {
    this.limit = limit;
  }

  /** The images of a chunk, or null if they are not at hand. */
  synchronized List<TrainingImage> get(Chunk chunk) {
    Kept kept = chunks.get(chunk);
    return kept == null ? null : kept.images();
  }

  /** Keeps a chunk, unless it alone is too large, and drops others where it needs their room. */
  synchronized void put(Chunk chunk, List<TrainingImage> images) {
    long own = images.stream().mapToLong(image -> image.pixels().length + IMAGE_BYTES).sum();
    if (own > limit || chunks.containsKey(chunk)) {
      return;
    }
    Iterator<Kept> oldest = chunks.values().iterator();
    while (bytes + own > limit) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
    chunks.put(chunk, new Kept(images, own));
    bytes += own;
  }
}
