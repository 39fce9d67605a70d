package io.diffrep.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Adds up the workers' results. Few are collected as they are; of many, neighbours are added on the
 * executors first, level by level, so that the driver gets some sums instead of every result.
 * Groups are powers of two, and each adds in the order of the partitions, so that the sum is the
 * same to the bit on every way ({@link RoundSum#of}) and in whichever order tasks end; Spark's own
 * {@code treeAggregate} adds in the order in which they end.
 *
 * @param depth levels, the driver's included
 */
public record Aggregation(int depth) {
  /** Up to so many results the driver takes as they are: a shuffle would cost more. */
  private static final int FEW = 4;

  /** The sum over all partitions, each of one element. */
  RoundSum sum(JavaRDD<? extends Summand> results) {
    JavaRDD<Summand> level = results.map(result -> result);
    int count = results.getNumPartitions();
    int group = group(count);
    for (int sums : levels(count)) {
      level = grouped(level, group, sums);
    }
    try {
      // collect() keeps the order of the partitions.
      return RoundSum.of(level.collect());
    } finally {
      // Otherwise the results lie on the executors' disks until the driver collects garbage.
      level.rdd().cleanShuffleDependencies(false);
    }
  }

  /**
   * How many sums each level on the executors leaves; none where the driver takes all results.
   *
   * @param results how many results there are
   */
  public List<Integer> levels(int results) {
    List<Integer> levels = new ArrayList<>();
    int count = results;
    for (int i = 1; i < depth && count > FEW; i++) {
      count = (count + group(results) - 1) / group(results);
      levels.add(count);
    }
    return levels;
  }

  /**
   * How many are added on one executor: the smallest power of two that is enough.
   *
   * @param count how many results there are
   */
  public int group(int count) {
    int least = (int) Math.ceil(Math.pow(count, 1.0 / depth) - 1e-9);
    return Math.max(2, Integer.highestOneBit(2 * least - 1));
  }

  private static JavaRDD<Summand> grouped(JavaRDD<Summand> level, int group, int groups) {
    return level
        .mapPartitionsWithIndex(
            (index, only) -> List.of(new Tuple2<>(index, only.next())).iterator(), false)
        .mapToPair(numbered -> new Tuple2<>(numbered._1() / group, numbered))
        .groupByKey(new HashPartitioner(groups))
        .map(members -> inOrder(members._2()));
  }

  private static Summand inOrder(Iterable<Tuple2<Integer, Summand>> members) {
    List<Tuple2<Integer, Summand>> sorted = new ArrayList<>();
    members.forEach(sorted::add);
    sorted.sort(Comparator.comparing(Tuple2::_1));
    return RoundSum.of(sorted.stream().map(Tuple2::_2).toList());
  }
}
