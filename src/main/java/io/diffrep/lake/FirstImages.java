package io.diffrep.lake;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The first images of a table by id, which is a hash: as good as drawn at random, and the same each
 * time. The table may be an image table or any other with a row an image.
 *
 * @param rows their rows with all columns of the table, in no order
 * @param count how many there are
 */
public record FirstImages(Dataset<Row> rows, long count) {
  /**
   * The first images.
   *
   * <p>{@code orderBy(id).limit(n)} on whole rows would carry as many of them as asked for from
   * every partition to a single place, pixels and codes included. So the ids alone are brought
   * together, and the rows stay where they lie.
   *
   * @param table a table with a column {@link ImageTable#ID}, whose values are not repeated
   * @param most how many at most, at least 1
   */
  public static FirstImages of(Dataset<Row> table, int most) {
    Row last =
        table
            .select(ImageTable.ID)
            .orderBy(ImageTable.ID)
            .limit(most)
            .agg(functions.max(ImageTable.ID), functions.count(functions.lit(1)))
            .first();
    return new FirstImages(
        table.where(functions.col(ImageTable.ID).leq(functions.lit(last.getString(0)))),
        last.getLong(1));
  }

  /**
   * The first images of a split.
   *
   * @param table as above, with a column {@link ImageTable#SPLIT}
   * @param most how many at most, at least 1
   */
  public static FirstImages ofSplit(Dataset<Row> table, String split, int most) {
    return of(table.where(functions.col(ImageTable.SPLIT).equalTo(split)), most);
  }

  /** The rows on the driver, in the order of their ids. */
  public List<Row> inOrder() {
    return rows.collectAsList().stream()
        .sorted(Comparator.comparing((Row row) -> row.<String>getAs(ImageTable.ID)))
        .toList();
  }
}
