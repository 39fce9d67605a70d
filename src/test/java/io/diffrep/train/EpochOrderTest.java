package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  /** A position of the run: who is seen there. */
  private record Seen(long epoch, long key) {}

  private static List<Chunk> chunks(List<Integer> sizes) {
    List<Chunk> chunks = new ArrayList<>();
    for (int size : sizes) {
      chunks.add(new Chunk("file", 1, chunks.size(), 0, size, size));
    }
    return chunks;
  }

  private static List<TrainingImage> images(Chunk chunk) {
    return IntStream.range(0, chunk.images())
        .mapToObj(i -> new TrainingImage(Mixing.mix(chunk.rowGroup(), i), new byte[0]))
        .toList();
  }

  private static List<Seen> seen(List<Slice> slices, long seed) {
    List<Seen> seen = new ArrayList<>();
    new Draws(slices, EpochOrderTest::images, seed)
        .forEachRemaining(draw -> seen.add(new Seen(draw.epoch(), draw.image().key())));
    return seen;
  }

  private static List<Seen> seen(List<Integer> sizes, long seed, long from, long to) {
    return seen(new EpochOrder(chunks(sizes), seed).slices(from, to), seed);
  }

  /** All of some epochs by sorting every image, slowly. */
  private static List<Seen> sorted(List<Integer> sizes, long seed, int epochs) {
    List<Seen> all = new ArrayList<>();
    for (long e = 0; e < epochs; e++) {
      long epoch = e;
      chunks(sizes).stream()
          .sorted(Comparator.comparingLong(chunk -> Mixing.mix(seed, epoch, chunk.rowGroup(), 2)))
          .flatMap(
              chunk ->
                  images(chunk).stream()
                      .map(TrainingImage::key)
                      .sorted(Comparator.comparingLong(key -> Mixing.mix(seed, epoch, key))))
          .forEach(key -> all.add(new Seen(epoch, key)));
    }
    return all;
  }

  @Property(tries = 100)
  void everyEpochShowsEveryImageOnceOverAllWorkersAndRounds(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 5) int workers,
      @ForAll @IntRange(min = 1, max = 15) int each,
      @ForAll long seed) {
    int count = sizes.stream().mapToInt(Integer::intValue).sum();
    EpochOrder order = new EpochOrder(chunks(sizes), seed);
    List<Seen> run = new ArrayList<>();
    while (run.size() < 3 * count) {
      for (List<Slice> share : order.shares(run.size(), each, workers)) {
        List<Seen> own = seen(share, seed);
        assertThat(own).hasSize(each);
        run.addAll(own);
      }
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Seen> own = run.subList(epoch * count, (epoch + 1) * count);
      assertThat(own).extracting(Seen::epoch).containsOnly((long) epoch);
      assertThat(own).doesNotHaveDuplicates();
    }
  }

  @Property(tries = 100)
  void theRunIsTheChunksSortedByHashAndTheirImagesSortedByHash(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> sizes,
      @ForAll @IntRange(min = 0, max = 100) int from,
      @ForAll @IntRange(min = 0, max = 100) int length,
      @ForAll long seed) {
    assertThat(seen(sizes, seed, from, from + length))
        .isEqualTo(sorted(sizes, seed, 201).subList(from, from + length));
  }

  /** Whatever was asked for before: what an order remembers must not show. */
  @Property(tries = 100)
  void onlyThePositionCounts(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> sizes,
      @ForAll @Size(min = 1, max = 6) List<@LongRange(min = 0, max = 1L << 40) Long> positions,
      @ForAll long seed) {
    EpochOrder used = new EpochOrder(chunks(sizes), seed);
    for (long position : positions) {
      assertThat(used.slices(position, position + 20))
          .isEqualTo(new EpochOrder(chunks(sizes), seed).slices(position, position + 20));
    }
  }

  @Property(tries = 100)
  void aWorkerReadsNoMoreChunksThanItsRunOfImagesTouches(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 5, max = 9) Integer> sizes,
      @ForAll @LongRange(min = 0, max = 1000) long first,
      @ForAll long seed) {
    for (List<Slice> share : new EpochOrder(chunks(sizes), seed).shares(first, 5, 4)) {
      assertThat(share).hasSizeBetween(1, 2);
    }
  }

  @Test
  void epochsAndSeedsDifferInTheOrderOfChunksAndOfImages() {
    List<Integer> many = List.of(2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    List<Integer> one = List.of(20);
    for (List<Integer> sizes : List.of(many, one)) {
      List<Long> first = keys(seen(sizes, 1, 0, 20));
      assertThat(keys(seen(sizes, 1, 20, 40))).isNotEqualTo(first);
      assertThat(keys(seen(sizes, 2, 0, 20))).isNotEqualTo(first);
    }
    Set<Integer> firsts = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      firsts.add(new EpochOrder(chunks(many), seed).slices(0, 1).get(0).chunk().rowGroup());
    }
    assertThat(firsts).hasSizeGreaterThan(5);
  }

  private static List<Long> keys(List<Seen> seen) {
    return seen.stream().map(Seen::key).toList();
  }

  @Test
  void aBatchMayRunOverSeveralEpochsOfASmallTrainingSet() {
    List<Slice> slices = new EpochOrder(chunks(List.of(7, 3)), 1).slices(0, 64);
    assertThat(slices).extracting(Slice::epoch).startsWith(0L, 0L, 1L, 1L).contains(5L, 6L);
    assertThat(seen(slices, 1)).hasSize(64).doesNotHaveDuplicates();
  }

  @Test
  void copiesOfOneImageAreBothSeen() {
    List<TrainingImage> twins =
        List.of(new TrainingImage(5, new byte[] {1}), new TrainingImage(5, new byte[] {2}));
    assertThat(EpochOrder.within(twins, 1, 0)).isEqualTo(twins);
  }

  @Test
  void aTrainingSetWithoutImagesIsRefused() {
    for (List<Integer> sizes : List.of(List.<Integer>of(), List.of(3, 0))) {
      assertThatThrownBy(() -> new EpochOrder(chunks(sizes), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chunks that hold images");
    }
  }
}
