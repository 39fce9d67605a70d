package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RoundScheduleTest {
  /** Every step belongs to one round, in order, however the numbers fall. */
  @Property
  void theRoundsHaveEveryStepOnce(
      @ForAll @IntRange(min = 1, max = 300) int steps,
      @ForAll @IntRange(min = 0, max = 20) int warmUp,
      @ForAll @IntRange(min = 1, max = 50) int interval) {
    RoundSchedule schedule = new RoundSchedule(steps, warmUp, interval);
    List<Integer> seen = new ArrayList<>();
    int rounds = 0;
    while (!schedule.isOver(rounds)) {
      Round round = schedule.round(++rounds);
      assertThat(round.number()).isEqualTo(rounds);
      assertThat(round.steps()).isBetween(1, rounds <= warmUp ? 1 : interval);
      IntStream.range(0, round.steps()).forEach(i -> seen.add(round.firstStep() + i));
    }
    assertThat(seen).isEqualTo(IntStream.range(0, steps).boxed().toList());
    assertThat(schedule.rounds()).isEqualTo(rounds);
  }

  @Test
  void theFirstRoundsHaveOneStepTheLastHasWhatIsLeft() {
    RoundSchedule schedule = new RoundSchedule(14, 3, 5);
    assertThat(IntStream.rangeClosed(1, schedule.rounds()).mapToObj(schedule::round))
        .containsExactly(
            new Round(1, 0, 1),
            new Round(2, 1, 1),
            new Round(3, 2, 1),
            new Round(4, 3, 5),
            new Round(5, 8, 5),
            new Round(6, 13, 1));
  }

  @Test
  void beforeTheChoiceTheWarmUpIsKnownAndNothingAfterIt() {
    RoundSchedule schedule = new RoundSchedule(100, 10, 0);
    assertThat(schedule.round(10)).isEqualTo(new Round(10, 9, 1));
    assertThat(schedule.rounds()).isZero();
    assertThat(schedule.isDueForChoice(9)).isFalse();
    assertThat(schedule.isDueForChoice(10)).isTrue();
    assertThat(schedule.isOver(10)).isFalse();
    assertThatThrownBy(() -> schedule.round(11)).isInstanceOf(IllegalStateException.class);
    assertThat(schedule.withInterval(20).rounds()).isEqualTo(10 + 5);
  }

  @Test
  void aRunThatTheWarmUpFillsNeedsNoChoice() {
    RoundSchedule schedule = new RoundSchedule(7, 10, 0);
    assertThat(schedule.rounds()).isEqualTo(7);
    assertThat(schedule.isOver(6)).isFalse();
    assertThat(schedule.isOver(7)).isTrue();
    assertThat(new RoundSchedule(10, 10, 0).isDueForChoice(10)).isFalse();
  }
}
