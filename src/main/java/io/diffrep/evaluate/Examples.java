package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.col;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.lake.ImageTable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** A representation table's rows as {@link Example}s. */
final class Examples {
  /**
   * 16 MB of codes: enough work for a task, and few tasks for a table of some ten thousand rows.
   */
  private static final long VALUES_PER_PARTITION = 1L << 22;

  private Examples() {}

  /**
   * The train split, and what carries a label of the test split, persisted; the caller unpersists.
   * Rows are placed and ordered by id, so that neither the files of a table nor the number of cores
   * changes the order of a sum.
   */
  static JavaRDD<Example> load(RepresentationSet set, Cohort cohort, EvaluateSettings settings) {
    Column train = col(RepresentationTable.SPLIT).equalTo(settings.trainSplit());
    Column test = col(RepresentationTable.SPLIT).equalTo(settings.testSplit());
    Column id = col(RepresentationTable.ID);
    List<String> classes = cohort.classes();
    return set.rows()
        .where(train.or(test.and(ImageTable.isLabelled())))
        .select(id, train, col(RepresentationTable.LABEL), col(RepresentationTable.CODES))
        .repartition(partitions(set), id)
        .sortWithinPartitions(id)
        .javaRDD()
        .map(row -> example(row, classes))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static int partitions(RepresentationSet set) {
    long values = set.images() * set.levels().size() * set.dimension();
    return Math.toIntExact(1 + (values - 1) / VALUES_PER_PARTITION);
  }

  private static Example example(Row row, List<String> classes) {
    int label = row.isNullAt(2) ? Example.NO_CLASS : classes.indexOf(row.getString(2));
    return new Example(
        row.getString(0), row.getBoolean(1), label, RepresentationTable.codes(row, 3));
  }
}
