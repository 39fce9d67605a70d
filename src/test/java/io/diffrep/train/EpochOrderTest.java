package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  private static List<TrainingImage> images(int count) {
    List<TrainingImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(new TrainingImage(Mixing.mix(i, 99), new byte[0]));
    }
    return images;
  }

  private static List<Long> keys(EpochOrder order, int count) {
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(order.next().image().key());
    }
    return keys;
  }

  @Property(tries = 50)
  void everyEpochShowsEveryImageOnce(
      @ForAll @IntRange(min = 1, max = 40) int count, @ForAll long seed) {
    EpochOrder order = new EpochOrder(images(count), seed, 0);
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Long> seen = new HashSet<>();
      for (int i = 0; i < count; i++) {
        EpochOrder.Draw draw = order.next();
        assertThat(draw.epoch()).isEqualTo(epoch);
        seen.add(draw.image().key());
      }
      assertThat(seen).hasSize(count);
    }
  }

  @Property(tries = 50)
  void theOrderDoesNotDependOnTheOrderOfThePartitionNorOnWhereOneStarts(
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 0, max = 100) int start,
      @ForAll long seed) {
    List<TrainingImage> shuffled = images(count);
    Collections.shuffle(shuffled, new Random(seed));
    List<Long> whole = keys(new EpochOrder(images(count), seed, 0), start + 30);
    List<Long> part = keys(new EpochOrder(shuffled, seed, start), 30);
    assertThat(part).isEqualTo(whole.subList(start, start + 30));
  }

  @Test
  void epochsAndSeedsDiffer() {
    List<Long> first = keys(new EpochOrder(images(50), 1, 0), 50);
    assertThat(keys(new EpochOrder(images(50), 1, 50), 50)).isNotEqualTo(first);
    assertThat(keys(new EpochOrder(images(50), 2, 0), 50)).isNotEqualTo(first);
  }

  @Test
  void anEmptyPartitionIsRefused() {
    assertThatThrownBy(() -> new EpochOrder(List.of(), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no image");
  }
}
