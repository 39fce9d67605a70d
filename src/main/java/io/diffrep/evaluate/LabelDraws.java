package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.xxhash64;

import io.diffrep.encode.RepresentationTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Which images lend their labels in each draw. A draw is an order of labelled images in which the
 * classes take turns; a budget takes the first of them. So class counts differ by at most one while
 * every class has images left, a larger budget of a draw contains the smaller ones, and all inputs
 * see the same images. The order hangs on a hash of seed, draw and id alone: neither the order nor
 * the number of a table's files matters.
 */
final class LabelDraws implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String DRAW = "draw";
  private static final String KEY = "key";
  private static final String TURN = "turn";

  private final HashMap<String, int[]> places;
  private final int[][] classes;

  @SuppressWarnings("NonApiType") // Broadcast: its class must be one that serialises.
  private LabelDraws(HashMap<String, int[]> places, int[][] classes) {
    this.places = places;
    this.classes = classes;
  }

  /**
   * Draws labels.
   *
   * @param labelled the labelled images of the train split, with columns id and label
   * @param cohort what classes there are
   * @param draws how many draws
   * @param seed seed of the draws
   * @param largest the largest budget that will be asked for, at most the number of labels
   */
  static LabelDraws draw(Dataset<Row> labelled, Cohort cohort, int draws, long seed, int largest) {
    Column turn =
        row_number()
            .over(
                Window.partitionBy(DRAW, RepresentationTable.LABEL)
                    .orderBy(KEY, RepresentationTable.ID));
    List<Row> rows =
        labelled
            .withColumn(DRAW, explode(sequence(lit(0), lit(draws - 1))))
            .withColumn(KEY, xxhash64(lit(seed), col(DRAW), col(RepresentationTable.ID)))
            .withColumn(TURN, turn)
            .where(col(TURN).leq(turns(cohort.labelled(), largest)))
            .select(RepresentationTable.ID, RepresentationTable.LABEL, DRAW, KEY, TURN)
            .collectAsList();
    HashMap<String, int[]> places = new HashMap<>();
    int[][] classes = new int[draws][];
    for (int draw = 0; draw < draws; draw++) {
      int current = draw;
      List<Row> order =
          rows.stream()
              .filter(row -> row.getInt(2) == current)
              .sorted(
                  Comparator.comparingInt((Row row) -> row.getInt(4))
                      .thenComparingLong(row -> row.getLong(3))
                      .thenComparing(row -> row.getString(0)))
              .limit(largest)
              .toList();
      classes[draw] = new int[order.size()];
      for (int place = 0; place < order.size(); place++) {
        Row row = order.get(place);
        places.computeIfAbsent(row.getString(0), id -> nowhere(draws))[draw] = place;
        classes[draw][place] = cohort.classes().indexOf(row.getString(1));
      }
    }
    return new LabelDraws(places, classes);
  }

  /** Whether an image is among the first {@code budget} of a draw. */
  boolean contains(String id, int draw, int budget) {
    int[] place = places.get(id);
    return place != null && place[draw] < budget;
  }

  /** The class indices that the first {@code budget} labels of a draw hold, ascending. */
  int[] classes(int draw, int budget) {
    return Arrays.stream(classes[draw]).limit(budget).distinct().sorted().toArray();
  }

  private static int[] nowhere(int draws) {
    int[] places = new int[draws];
    Arrays.fill(places, Integer.MAX_VALUE);
    return places;
  }

  /** The fewest turns after which the classes have given {@code budget} images. */
  private static int turns(List<Long> classSizes, int budget) {
    int turns = 0;
    long given = 0;
    while (given < budget) {
      long turn = turns;
      given += classSizes.stream().filter(size -> size > turn).count();
      turns++;
    }
    return turns;
  }
}
