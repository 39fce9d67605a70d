package io.diffrep.reproduce;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One training of a variant, as far as it was measured.
 *
 * @param variant the variant
 * @param seed its seed
 * @param states its states, at least one; kept in the order of the rounds
 */
record DetailRun(DetailVariant variant, long seed, List<MeasuredState> states) {
  DetailRun {
    states = states.stream().sorted(Comparator.comparingInt(MeasuredState::round)).toList();
  }

  /** The state after so many images, if one was measured. */
  Optional<MeasuredState> after(long images) {
    return states.stream().filter(state -> state.images() == images).findFirst();
  }
}
