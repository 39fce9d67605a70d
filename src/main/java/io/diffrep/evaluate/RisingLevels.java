package io.diffrep.evaluate;

import io.diffrep.encode.RepresentationTable;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * The noise levels of a representation table in rising order, whatever order they are stored in.
 *
 * @param levels the levels, rising
 * @param places where each stands in a row's codes
 */
public record RisingLevels(List<Double> levels, List<Integer> places) implements Serializable {
  /** Copies the lists. */
  public RisingLevels {
    levels = List.copyOf(levels);
    places = List.copyOf(places);
  }

  /** Sorts levels as a table has them. */
  static RisingLevels of(List<Double> stored) {
    List<Integer> places =
        IntStream.range(0, stored.size())
            .boxed()
            .sorted(Comparator.comparing(stored::get))
            .toList();
    return new RisingLevels(places.stream().map(stored::get).toList(), places);
  }

  /**
   * The codes of a row, their levels rising, {@code [level][dimension]}.
   *
   * @param row a row of the table, or of some columns of it with the codes among them
   */
  public float[][] codes(Row row) {
    float[][] stored = RepresentationTable.codes(row, row.fieldIndex(RepresentationTable.CODES));
    return places.stream().map(place -> stored[place]).toArray(float[][]::new);
  }
}
