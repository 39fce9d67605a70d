package io.diffrep.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Rows of choices, one of each factor, in which every pair of choices stands that may, found
 * greedily: the same for the same factors.
 */
final class CoveringArray {
  private static final int TRIES = 60;
  private static final int FREE = -1;

  private final List<List<String>> factors;
  private final Set<Set<String>> forbidden;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Set<Pair> open = new LinkedHashSet<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Two choices of two factors, by their indices. */
  private record Pair(int first, int choice, int second, int other) {
    boolean in(int[] row) {
      return row[first] == choice && row[second] == other;
    }
  }

  /**
   * @param factors the choices of each factor
   * @param forbidden pairs that no row may have; whatever others a row has, it can be completed
   */
  CoveringArray(List<List<String>> factors, Set<Set<String>> forbidden) {
    this.factors = factors;
    this.forbidden = forbidden;
    for (int f = 0; f < factors.size(); f++) {
      for (int g = f + 1; g < factors.size(); g++) {
        for (int c = 0; c < factors.get(f).size(); c++) {
          for (int d = 0; d < factors.get(g).size(); d++) {
            if (!clash(f, c, g, d)) {
              open.add(new Pair(f, c, g, d));
            }
          }
        }
      }
    }
    while (!open.isEmpty()) {
      int[] row = best(open.iterator().next());
      open.removeIf(pair -> pair.in(row));
      rows.add(named(row));
    }
  }

  private boolean clash(int factor, int choice, int second, int other) {
    return forbidden.contains(
        Set.of(factors.get(factor).get(choice), factors.get(second).get(other)));
  }

  /** Of several rows with a pair, the one that closes most pairs. */
  private int[] best(Pair pair) {
    int[] best = null;
    long most = 0;
    for (int i = 0; i < TRIES; i++) {
      int[] row = row(pair);
      long closed = open.stream().filter(p -> p.in(row)).count();
      if (closed > most) {
        best = row;
        most = closed;
      }
    }
    return best;
  }

  /** Factor after factor in an order drawn at random, each closing most with those before. */
  private int[] row(Pair pair) {
    int[] row = new int[factors.size()];
    Arrays.fill(row, FREE);
    row[pair.first()] = pair.choice();
    row[pair.second()] = pair.other();
    for (int factor : order()) {
      if (row[factor] == FREE) {
        row[factor] = choose(row, factor);
      }
    }
    return row;
  }

  private int choose(int[] row, int factor) {
    int choices = factors.get(factor).size();
    int from = random.nextInt(choices);
    int best = FREE;
    long most = -1;
    for (int i = 0; i < choices; i++) {
      int choice = (from + i) % choices;
      if (fits(row, factor, choice)) {
        row[factor] = choice;
        long closed = open.stream().filter(p -> p.in(row)).count();
        row[factor] = FREE;
        if (closed > most) {
          most = closed;
          best = choice;
        }
      }
    }
    return best;
  }

  private boolean fits(int[] row, int factor, int choice) {
    for (int other = 0; other < row.length; other++) {
      if (row[other] != FREE && clash(factor, choice, other, row[other])) {
        return false;
      }
    }
    return true;
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
}
