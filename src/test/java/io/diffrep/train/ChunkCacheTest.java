package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkCacheTest {
  /** Three chunks of one image of 936 bytes fit, each with 64 beside its pixels. */
  private final ChunkCache cache = new ChunkCache(3000);

  private static Chunk chunk(int group) {
    return new Chunk("file", 1, group, 0, 1, 1);
  }

  private static List<TrainingImage> images(int count) {
    return Collections.nCopies(count, new TrainingImage(1, new byte[936]));
  }

  private List<Boolean> held(int chunks) {
    return IntStream.range(0, chunks).mapToObj(group -> cache.get(chunk(group)) != null).toList();
  }

  @Test
  void whatWasAskedForLongestAgoMakesRoom() {
    for (int group = 0; group < 3; group++) {
      cache.put(chunk(group), images(1));
    }
    assertThat(cache.get(chunk(0))).hasSize(1);
    cache.put(chunk(3), images(1));
    assertThat(held(4)).containsExactly(true, false, true, true);
    cache.put(chunk(4), images(2));
    assertThat(held(5)).containsExactly(false, false, false, true, true);
  }

  @Test
  void aChunkThatFitsNowhereCostsNoOther() {
    cache.put(chunk(0), images(1));
    cache.put(chunk(1), images(4));
    assertThat(held(2)).containsExactly(true, false);
  }

  @Test
  void aChunkThatTwoTasksReadAtOnceIsCountedOnce() {
    for (int time = 0; time < 10; time++) {
      cache.put(chunk(0), images(1));
    }
    cache.put(chunk(1), images(2));
    assertThat(held(2)).containsExactly(true, true);
  }
}
