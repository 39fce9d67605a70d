package io.diffrep.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Rows of choices in which every pair of choices that can stand in one row does, found greedily:
 * the same for the same factors.
 */
final class CoveringArray {
  private static final int TRIES = 60;

  private final List<List<String>> factors;
  private final Predicate<List<String>> allowed;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Set<Pair> open = new LinkedHashSet<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Pair> impossible = new LinkedHashSet<>();

  /** Two choices of two factors, by their indices. */
  record Pair(int first, int choice, int second, int other) {
    boolean in(int[] row) {
      return row[first] == choice && row[second] == other;
    }
  }

  /**
   * @param factors the choices of each factor
   * @param allowed whether a row can be: one choice of each factor, in their order
   */
  CoveringArray(List<List<String>> factors, Predicate<List<String>> allowed) {
    this.factors = factors;
    this.allowed = allowed;
    for (int f = 0; f < factors.size(); f++) {
      for (int g = f + 1; g < factors.size(); g++) {
        for (int c = 0; c < factors.get(f).size(); c++) {
          for (int d = 0; d < factors.get(g).size(); d++) {
            open.add(new Pair(f, c, g, d));
          }
        }
      }
    }
    while (!open.isEmpty()) {
      Pair next = open.iterator().next();
      Optional<int[]> row = best(next);
      if (row.isPresent()) {
        open.removeIf(pair -> pair.in(row.get()));
        rows.add(named(row.get()));
      } else {
        open.remove(next);
        impossible.add(next);
      }
    }
  }

  /** Of several rows with a pair, the one that closes most pairs. */
  private Optional<int[]> best(Pair pair) {
    int[] best = null;
    long most = 0;
    for (int i = 0; i < TRIES; i++) {
      int[] row = row(pair);
      long closed = open.stream().filter(p -> p.in(row)).count();
      if (closed > most && allowed.test(named(row))) {
        best = row;
        most = closed;
      }
    }
    return best == null ? any(pair) : Optional.of(best);
  }

  /** What closes most may be what is not allowed: rows drawn without a look at it. */
  private Optional<int[]> any(Pair pair) {
    return Stream.generate(() -> drawn(pair))
        .limit(2 * TRIES)
        .filter(row -> allowed.test(named(row)))
        .findFirst();
  }

  private int[] drawn(Pair pair) {
    int[] row = new int[factors.size()];
    Arrays.setAll(row, factor -> random.nextInt(factors.get(factor).size()));
    row[pair.first()] = pair.choice();
    row[pair.second()] = pair.other();
    return row;
  }

  /** Factor after factor in an order drawn at random, mostly what closes most with those before. */
  private int[] row(Pair pair) {
    int[] row = new int[factors.size()];
    Arrays.fill(row, -1);
    row[pair.first()] = pair.choice();
    row[pair.second()] = pair.other();
    for (int factor : order()) {
      if (row[factor] < 0) {
        row[factor] = choose(row, factor);
      }
    }
    return row;
  }

  private int choose(int[] row, int factor) {
    int choices = factors.get(factor).size();
    if (random.nextInt(4) == 0) {
      return random.nextInt(choices);
    }
    int from = random.nextInt(choices);
    int best = from;
    long most = -1;
    for (int i = 0; i < choices; i++) {
      row[factor] = (from + i) % choices;
      long closed =
          open.stream()
              .filter(p -> (p.first() == factor || p.second() == factor) && p.in(row))
              .count();
      if (closed > most) {
        most = closed;
        best = row[factor];
      }
    }
    return best;
  }

  private List<Integer> order() {
    List<Integer> order = new ArrayList<>();
    for (int f = 0; f < factors.size(); f++) {
      order.add(random.nextInt(order.size() + 1), f);
    }
    return order;
  }

  private List<String> named(int[] row) {
    List<String> named = new ArrayList<>();
    for (int f = 0; f < row.length; f++) {
      named.add(factors.get(f).get(row[f]));
    }
    return named;
  }

  /** The rows. */
  List<List<String>> rows() {
    return rows;
  }

  /** The pairs that no row with them was found to be allowed for, each as two choices. */
  List<Set<String>> impossible() {
    return impossible.stream()
        .map(
            pair ->
                Set.of(
                    factors.get(pair.first()).get(pair.choice()),
                    factors.get(pair.second()).get(pair.other())))
        .toList();
  }
}
