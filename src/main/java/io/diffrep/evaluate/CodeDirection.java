package io.diffrep.evaluate;

import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * A direction in the space of codes, all noise levels jointly, along which images become of a
 * class. Its unit is the deviation of the training codes along it.
 */
public final class CodeDirection {
  /**
   * Values that a classifier is fitted on at most, 64 MB in double precision: they are one task, so
   * that the order of a sum and thereby the direction is always the same.
   */
  private static final long MOST_VALUES = 1L << 23;

  private final double[] unit;
  private final double deviation;
  private final int fitted;

  private CodeDirection(double[] direction, Labelled training, int fitted) {
    unit = normalised(direction);
    deviation = deviation(unit, training.vectors());
    this.fitted = fitted;
  }

  /**
   * Training codes with their labels.
   *
   * @param codes of each image {@code [level][dimension]}, all alike
   * @param labels of each image; null or empty for none
   */
  public record Labelled(List<float[][]> codes, List<String> labels) {
    /** Copies the lists. */
    public Labelled {
      codes = List.copyOf(codes);
      // Nulls are allowed.
      labels = Collections.unmodifiableList(new ArrayList<>(labels));
    }

    /** The code of an image as one vector: made when it is asked for, since all may be many. */
    private float[] vector(int image) {
      return new Features.Concatenated().of(codes.get(image));
    }

    private Iterable<float[]> vectors() {
      return IntStream.range(0, codes.size()).mapToObj(this::vector)::iterator;
    }

    /** The first codes that have a label, at most so many. */
    private Labelled first(int most) {
      int[] those =
          IntStream.range(0, codes.size())
              .filter(i -> labels.get(i) != null && !labels.get(i).isEmpty())
              .limit(most)
              .toArray();
      return new Labelled(
          IntStream.of(those).mapToObj(codes::get).toList(),
          IntStream.of(those).mapToObj(labels::get).toList());
    }

    /**
     * The classes in their order.
     *
     * @throws UsageException if one is not among them, or is the only one
     */
    private List<String> classes(String wanted) {
      TreeSet<String> classes = new TreeSet<>(labels);
      if (!classes.contains(wanted) || classes.size() < 2) {
        throw new UsageException(
            "there is no way towards class '"
                + wanted
                + "': the "
                + codes.size()
                + " labelled training codes that it is fitted to are of the classes "
                + classes
                + "; name one of two or more (--class), or fit on more codes: set"
                + " generate.training-codes higher or, where the codes are too long for a classifier"
                + " to take so many, generate.levels lower (of a representation table: encode with"
                + " fewer encode.noise-levels)");
      }
      return List.copyOf(classes);
    }
  }

  /**
   * The weight that MLlib's logistic regression gives a class, fitted on standardised codes: the
   * way that raises the class's score most for its length in standardised codes. It is fitted to
   * the first labelled codes, as many as a task takes ({@link #fitted} says how many).
   *
   * @param spark the session
   * @param training what it is fitted on
   * @param label the class
   * @param c inverse strength of the penalty, above 0, as in {@link EvaluateSettings}
   * @param maxIterations limit of the fit, at least 1
   * @throws UsageException if no code that it is fitted to is of that class, or all are
   */
  public static CodeDirection logistic(
      SparkSession spark, Labelled training, String label, double c, int maxIterations) {
    return logistic(spark, training, label, new LogisticProbe(c, maxIterations), MOST_VALUES);
  }

  /**
   * @param mostValues values of all codes together that the classifier is fitted to at most
   */
  static CodeDirection logistic(
      SparkSession spark, Labelled training, String label, LogisticProbe probe, long mostValues) {
    Labelled taken = training.first((int) Math.max(1, mostValues / training.vector(0).length));
    List<String> classes = taken.classes(label);
    Moments moments = Moments.of(training.vectors());
    Standardiser standardiser = Standardiser.of(moments, Standardiser.Scale.EACH);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < taken.codes().size(); i++) {
      float[] features = standardiser.apply(taken.vector(i));
      rows.add(
          RowFactory.create(
              (double) classes.indexOf(taken.labels().get(i)),
              AttributeRegression.vector(features)));
    }
    Probe.LabelledSet set =
        new Probe.LabelledSet(
            spark.createDataFrame(
                ProbeRuns.gathered(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, 1),
                    1),
                Probe.SCHEMA),
            rows.size(),
            classes.size());
    LinearClassifier classifier = (LinearClassifier) probe.fit(set).classifier();
    double[] direction = classifier.weights()[classes.indexOf(label)];
    double[] deviations = moments.deviation();
    for (int d = 0; d < direction.length; d++) {
      direction[d] *= deviations[d];
    }
    return new CodeDirection(direction, training, rows.size());
  }

  /**
   * From the mean of all other classes' codes to the mean of a class's, over all labelled codes.
   *
   * @param training the codes
   * @param label the class
   * @throws UsageException if no training code is of that class, or all are
   */
  public static CodeDirection means(Labelled training, String label) {
    Labelled taken = training.first(Integer.MAX_VALUE);
    taken.classes(label);
    double[] inside = new double[taken.vector(0).length];
    double[] outside = new double[inside.length];
    long members = 0;
    int fitted = taken.codes().size();
    for (int i = 0; i < fitted; i++) {
      boolean member = taken.labels().get(i).equals(label);
      double[] sum = member ? inside : outside;
      float[] vector = taken.vector(i);
      Arrays.setAll(sum, d -> sum[d] + vector[d]);
      members += member ? 1 : 0;
    }
    double[] direction = new double[inside.length];
    for (int d = 0; d < direction.length; d++) {
      direction[d] = inside[d] / members - outside[d] / (fitted - members);
    }
    return new CodeDirection(direction, training, fitted);
  }

  /** How many labelled codes it was fitted to. */
  public int fitted() {
    return fitted;
  }

  /** Deviation of the training codes along the direction: what a distance of 1 is. */
  public double deviation() {
    return deviation;
  }

  /**
   * Moves a code.
   *
   * @param codes {@code [level][dimension]}
   * @param distance how far, in {@link #deviation deviations}; negative for away from the class
   * @return of the same shape
   */
  public float[][] move(float[][] codes, double distance) {
    float[][] moved = new float[codes.length][];
    int offset = 0;
    for (int level = 0; level < codes.length; level++) {
      moved[level] = codes[level].clone();
      for (int d = 0; d < moved[level].length; d++) {
        moved[level][d] += (float) (distance * deviation * unit[offset + d]);
      }
      offset += moved[level].length;
    }
    return moved;
  }

  private static double[] normalised(double[] direction) {
    double norm = Math.sqrt(Arrays.stream(direction).map(value -> value * value).sum());
    if (!(norm > 0)) {
      throw new UsageException(
          "the codes of the class are like all others, so that there is no way towards it: take"
              + " another class (--class), or a model that was trained longer");
    }
    return Arrays.stream(direction).map(value -> value / norm).toArray();
  }

  private static double deviation(double[] unit, Iterable<float[]> codes) {
    List<float[]> along = new ArrayList<>();
    for (float[] code : codes) {
      double sum = 0;
      for (int d = 0; d < unit.length; d++) {
        sum += unit[d] * code[d];
      }
      along.add(new float[] {(float) sum});
    }
    return Moments.of(along).deviation()[0];
  }
}
