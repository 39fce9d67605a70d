package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class FirstImagesTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("place", DataTypes.IntegerType, false)
          .add(ImageTable.ID, DataTypes.StringType, false);

  private static final List<String> IDS = ids();

  private static List<String> ids() {
    Random random = new Random(6);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      byte[] id = new byte[32];
      random.nextBytes(id);
      ids.add(HexFormat.of().formatHex(id));
    }
    return ids;
  }

  /** In some order over some partitions; a row says where its id stood. */
  private static Dataset<Row> table(int images, int partitions) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      rows.add(RowFactory.create(i, IDS.get(i)));
    }
    Collections.shuffle(rows, new Random(partitions));
    return SparkSessions.shared().createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  private static List<Row> expected(int images, int most) {
    return IDS.subList(0, images).stream()
        .sorted()
        .limit(most)
        .map(id -> RowFactory.create(IDS.indexOf(id), id))
        .toList();
  }

  @Test
  void theyAreTheSameInTheSameOrderHoweverTheTableLies() {
    for (int partitions : new int[] {1, 2, 7}) {
      for (int most : new int[] {1, 9, 49, 50, 51, 10_000}) {
        FirstImages first = FirstImages.of(table(50, partitions), most);
        assertThat(first.count()).isEqualTo(Math.min(50, most));
        assertThat(first.inOrder()).isEqualTo(expected(50, most));
        assertThat(first.rows().collectAsList())
            .containsExactlyInAnyOrderElementsOf(expected(50, most));
      }
    }
  }

  @Test
  void thereMayBeNone() {
    FirstImages none = FirstImages.of(table(5, 3).where("place > 9"), 4);
    assertThat(none.count()).isZero();
    assertThat(none.inOrder()).isEmpty();
  }

  /** The rows themselves are neither sorted nor sent anywhere. */
  @Test
  void rowsStayWhereTheyLie() {
    Dataset<Row> table = table(50, 4);
    FirstImages first = FirstImages.of(table, 20);
    assertThat(first.rows().queryExecution().executedPlan().toString())
        .doesNotContain("TakeOrdered", "Sort");
    assertThat(first.rows().javaRDD().getNumPartitions())
        .isEqualTo(table.javaRDD().getNumPartitions());
  }
}
