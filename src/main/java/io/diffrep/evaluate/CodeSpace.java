package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.col;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** How the codes of a representation table are spread, and which images lie near one another. */
public final class CodeSpace {
  private final RepresentationSet set;
  private final String trainSplit;
  private final Moments moments;

  private CodeSpace(RepresentationSet set, String trainSplit, Moments moments) {
    this.set = set;
    this.trainSplit = trainSplit;
    this.moments = moments;
  }

  /**
   * Moments of the codes at one noise level over the train split.
   *
   * @param rho noise-to-signal ratio
   * @param mean mean of each dimension
   * @param deviation population deviation of each dimension
   */
  public record LevelMoments(double rho, List<Double> mean, List<Double> deviation) {}

  /**
   * An image near a query.
   *
   * @param id its id
   * @param distance Euclidean, between standardised codes, all levels concatenated
   */
  public record Neighbour(String id, double distance) {}

  /**
   * Opens a table and takes the moments of its train split.
   *
   * @param spark the session
   * @param directory a representation table
   * @param trainSplit the split that the moments are of, and that neighbours come from
   * @throws UsageException if it is missing or unusable, or has no row in that split
   */
  public static CodeSpace open(SparkSession spark, String directory, String trainSplit) {
    RepresentationSet set = RepresentationSet.open(spark, directory);
    Dataset<Row> train = rows(set, col(RepresentationTable.SPLIT).equalTo(trainSplit));
    if (train.isEmpty()) {
      throw new UsageException(directory + " has no image in split '" + trainSplit + "'");
    }
    Moments moments = Moments.of(vectors(train).values());
    return new CodeSpace(set, trainSplit, moments);
  }

  /** The moments of each level, in the table's order. */
  public List<LevelMoments> moments() {
    double[] mean = moments.mean();
    double[] deviation = moments.deviation();
    List<LevelMoments> levels = new ArrayList<>();
    for (int level = 0; level < set.levels().size(); level++) {
      int from = level * set.dimension();
      int to = from + set.dimension();
      levels.add(
          new LevelMoments(
              set.levels().get(level),
              Arrays.stream(mean, from, to).boxed().toList(),
              Arrays.stream(deviation, from, to).boxed().toList()));
    }
    return levels;
  }

  /**
   * The nearest images of the train split, the nearest first; no query is a neighbour.
   *
   * @param queries ids of a few images; those that the table lacks are left out
   * @param neighbours how many to find for each
   * @param candidates about how many images of the train split to look at, chosen by id
   * @return the neighbours of each query by its id
   */
  public Map<String, List<Neighbour>> nearest(
      List<String> queries, int neighbours, int candidates) {
    Standardiser standardiser = Standardiser.of(moments, Standardiser.Scale.EACH);
    Map<String, float[]> wanted = new TreeMap<>();
    Column isQuery = col(RepresentationTable.ID).isin(queries.toArray());
    for (Tuple2<String, float[]> row : vectors(rows(set, isQuery)).collect()) {
      wanted.put(row._1(), standardiser.apply(row._2()));
    }
    Column isTrain = col(RepresentationTable.SPLIT).equalTo(trainSplit);
    Dataset<Row> train = rows(set, isTrain);
    double share = (double) candidates / train.count();
    Search search = new Search(wanted, neighbours);
    Search all = new Search(wanted, neighbours);
    vectors(train)
        .filter(row -> Example.position(row._1()) < share && !wanted.containsKey(row._1()))
        .mapPartitions(part -> List.of(search.over(part, standardiser)).iterator())
        .collect()
        .forEach(all::merge);
    return all.result();
  }

  private static Dataset<Row> rows(RepresentationSet set, Column condition) {
    return set.rows().where(condition).select(RepresentationTable.ID, RepresentationTable.CODES);
  }

  /** The ids with all levels' codes in one vector. */
  private static JavaPairRDD<String, float[]> vectors(Dataset<Row> rows) {
    Features all = new Features.Concatenated();
    return rows.javaRDD()
        .mapToPair(
            row -> new Tuple2<>(row.getString(0), all.of(RepresentationTable.codes(row, 1))));
  }

  /** The best neighbours found so far of each query. A class, for Spark to serialise. */
  private static final class Search implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, float[]> queries;
    private final int most;
    private final TreeMap<String, List<Found>> found = new TreeMap<>();

    Search(Map<String, float[]> queries, int most) {
      this.queries = new TreeMap<>(queries);
      this.most = most;
    }

    Search over(Iterator<Tuple2<String, float[]>> rows, Standardiser standardiser) {
      Map<String, PriorityQueue<Found>> heaps = new TreeMap<>();
      queries.keySet().forEach(id -> heaps.put(id, new PriorityQueue<>(Found.NEAREST.reversed())));
      while (rows.hasNext()) {
        Tuple2<String, float[]> row = rows.next();
        float[] code = standardiser.apply(row._2());
        queries.forEach(
            (id, query) -> {
              PriorityQueue<Found> heap = heaps.get(id);
              heap.add(new Found(row._1(), distance(query, code)));
              if (heap.size() > most) {
                heap.poll();
              }
            });
      }
      Search part = new Search(Map.of(), most);
      heaps.forEach((id, heap) -> part.found.put(id, new ArrayList<>(heap)));
      return part;
    }

    void merge(Search part) {
      part.found.forEach(
          (id, more) -> found.computeIfAbsent(id, key -> new ArrayList<>()).addAll(more));
    }

    Map<String, List<Neighbour>> result() {
      Map<String, List<Neighbour>> result = new TreeMap<>();
      found.forEach(
          (id, all) ->
              result.put(
                  id,
                  all.stream()
                      .sorted(Found.NEAREST)
                      .limit(most)
                      .map(each -> new Neighbour(each.id, each.distance))
                      .toList()));
      return result;
    }

    private static double distance(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        double apart = a[i] - b[i];
        sum += apart * apart;
      }
      return Math.sqrt(sum);
    }
  }

  /** A neighbour on its way through Spark. */
  private static final class Found implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    /** The nearest first; of equally near ones, by id. */
    static final Comparator<Found> NEAREST =
        Comparator.comparingDouble((Found each) -> each.distance).thenComparing(each -> each.id);

    private final String id;
    private final double distance;

    Found(String id, double distance) {
      this.id = id;
      this.distance = distance;
    }
  }
}
