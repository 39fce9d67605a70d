package io.diffrep.generate;

import static org.apache.spark.sql.functions.col;

import io.diffrep.lake.FirstImages;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which images of a table are taken: those that are named, in that order, or else the first of a
 * split by id, which is a hash: as good as drawn at random, and the same each time.
 *
 * @param ids ids, or the first digits of them
 * @param paths paths, relative to the lake's root
 * @param count how many where none is named; 0 for as many as a grid shows
 */
public record Selection(List<String> ids, List<String> paths, int count) implements Serializable {
  /** Fewer digits of an id tell too little. */
  private static final int LEAST_DIGITS = 6;

  /** Takes the first images. */
  public static final Selection FIRST = new Selection(List.of(), List.of(), 0);

  /**
   * Copies the lists.
   *
   * @throws UsageException if the count is below 0, or both names and a count are given
   */
  public Selection {
    ids = List.copyOf(ids);
    paths = List.copyOf(paths);
    if (count < 0) {
      throw new UsageException("--count is " + count + ": give 1 or more");
    }
    if (count > 0 && !(ids.isEmpty() && paths.isEmpty())) {
      throw new UsageException("--count says how many images where none is named: leave it out");
    }
    for (String id : ids) {
      if (id.length() < LEAST_DIGITS) {
        throw new UsageException(
            "--ids: '" + id + "' is too short: give " + LEAST_DIGITS + " digits of an id or more");
      }
    }
  }

  /** Whether images are named. */
  public boolean isNamed() {
    return !(ids.isEmpty() && paths.isEmpty());
  }

  /** How many are named. */
  int names() {
    return ids.size() + paths.size();
  }

  /** How many are taken where none is named. */
  int count(GenerateSettings settings) {
    return count == 0 ? settings.grids().images() : count;
  }

  /**
   * The rows.
   *
   * @param table columns of an image table or representation table, {@code id}, {@code path} and
   *     {@code split} among them
   * @param place where it lies, for the message
   * @throws UsageException if it lacks what is named, or the first digits of an id do not tell
   *     which one, or it has no row in the split
   */
  List<Row> of(Dataset<Row> table, String place, GenerateSettings settings) {
    return isNamed() ? named(table, place) : first(table, place, settings);
  }

  private List<Row> first(Dataset<Row> table, String place, GenerateSettings settings) {
    List<Row> rows = FirstImages.ofSplit(table, settings.split(), count(settings)).inOrder();
    if (rows.isEmpty()) {
      throw new UsageException(
          place
              + " has no image in split '"
              + settings.split()
              + "': set evaluate.test-split, or name images by --paths or --ids");
    }
    return rows;
  }

  private List<Row> named(Dataset<Row> table, String place) {
    Column wanted = col(ImageTable.PATH).isin(paths.toArray());
    for (String id : ids) {
      wanted = wanted.or(col(ImageTable.ID).startsWith(id));
    }
    requireOneEach(table.where(wanted), place);
    List<Row> rows = table.where(wanted).collectAsList();
    return Stream.concat(
            ids.stream().map(id -> (Predicate<Row>) row -> id(row).startsWith(id)),
            paths.stream().map(path -> row -> path(row).equals(path)))
        .map(isNamed -> rows.stream().filter(isNamed).findFirst().orElseThrow())
        .toList();
  }

  /** Before pixels or codes are fetched. */
  private void requireOneEach(Dataset<Row> found, String place) {
    List<Row> rows =
        found.select(ImageTable.ID, ImageTable.PATH).orderBy(ImageTable.ID).collectAsList();
    List<String> unknown = new ArrayList<>();
    for (String id : ids) {
      List<String> those =
          rows.stream().map(Selection::id).distinct().filter(i -> i.startsWith(id)).toList();
      if (those.size() > 1) {
        throw new UsageException(
            place
                + " has several images whose ids begin with '"
                + id
                + "', such as "
                + those.get(0)
                + " and "
                + those.get(1)
                + ": give --ids more digits");
      }
      if (those.isEmpty()) {
        unknown.add(id);
      }
    }
    List<String> known = rows.stream().map(Selection::path).toList();
    paths.stream().filter(path -> !known.contains(path)).forEach(unknown::add);
    if (!unknown.isEmpty()) {
      throw new UsageException(
          place
              + " has no image "
              + String.join(", ", unknown)
              + ": --ids takes ids and --paths paths relative to the lake's root, as the table's"
              + " columns id and path have them");
    }
  }

  private static String id(Row row) {
    return row.getAs(ImageTable.ID);
  }

  private static String path(Row row) {
    return row.getAs(ImageTable.PATH);
  }
}
