package io.diffrep.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The measures of codes by their definitions, image by image and pair by pair. */
final class SlowMeasures {
  private record Point(boolean train, String label, double[] code, double[][] seen) {}

  private final List<Point> points = new ArrayList<>();

  /** Adds an image. */
  void add(boolean train, String label, float[] code, double[][] seen) {
    double[] values = new double[code.length];
    for (int d = 0; d < code.length; d++) {
      values[d] = code[d];
    }
    points.add(new Point(train, label, values, seen));
  }

  private List<Point> split(boolean train) {
    List<Point> fitted = points.stream().filter(Point::train).toList();
    int dimension = fitted.get(0).code.length;
    double[] mean = new double[dimension];
    double[] deviation = new double[dimension];
    for (int d = 0; d < dimension; d++) {
      int at = d;
      mean[d] = fitted.stream().mapToDouble(p -> p.code[at]).average().orElseThrow();
      deviation[d] =
          Math.sqrt(
              fitted.stream()
                  .mapToDouble(p -> Math.pow(p.code[at] - mean[at], 2))
                  .average()
                  .orElseThrow());
    }
    return points.stream()
        .filter(p -> p.train == train)
        .map(
            p -> {
              double[] standard = new double[dimension];
              for (int d = 0; d < dimension; d++) {
                standard[d] = deviation[d] == 0 ? 0 : (p.code[d] - mean[d]) / deviation[d];
              }
              return new Point(p.train, p.label, standard, p.seen);
            })
        .toList();
  }

  private static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return sum;
  }

  /** Accuracy of the nearest neighbours; the codes must leave no ties of distance. */
  double accuracy(int neighbours) {
    List<Point> known = split(true);
    List<Point> test = split(false);
    long right =
        test.stream()
            .filter(
                p -> {
                  List<Point> nearest =
                      known.stream()
                          .sorted(Comparator.comparingDouble(k -> squared(k.code, p.code)))
                          .limit(neighbours)
                          .toList();
                  Map<String, Long> votes =
                      nearest.stream()
                          .collect(
                              Collectors.groupingBy(
                                  Point::label, TreeMap::new, Collectors.counting()));
                  long most = votes.values().stream().mapToLong(v -> v).max().orElseThrow();
                  return nearest.stream()
                      .map(Point::label)
                      .filter(label -> votes.get(label) == most)
                      .findFirst()
                      .orElseThrow()
                      .equals(p.label);
                })
            .count();
    return (double) right / test.size();
  }

  /** Mean silhouette of the test split by squared Euclidean distance. */
  double silhouette() {
    List<Point> test = split(false);
    return test.stream()
        .mapToDouble(
            p -> {
              Map<String, Double> distances =
                  test.stream()
                      .filter(other -> other != p)
                      .collect(
                          Collectors.groupingBy(
                              Point::label,
                              Collectors.averagingDouble(o -> squared(o.code, p.code))));
              double own = distances.remove(p.label);
              double nearest = distances.values().stream().mapToDouble(v -> v).min().orElseThrow();
              return (nearest - own) / Math.max(nearest, own);
            })
        .average()
        .orElseThrow();
  }

  /** R squared of an attribute, of all of its values together, by normal equations. */
  double explained(int attribute, int degree) {
    double errors = 0;
    double variance = 0;
    for (int value = 0; value < points.get(0).seen[attribute].length; value++) {
      int at = value;
      double[] weights = fit(split(true), attribute, value, degree);
      List<Point> test = split(false);
      double mean = test.stream().mapToDouble(p -> p.seen[attribute][at]).average().orElseThrow();
      for (Point p : test) {
        double[] powers = powers(p.code, degree);
        double predicted = 0;
        for (int i = 0; i < powers.length; i++) {
          predicted += weights[i] * powers[i];
        }
        errors += Math.pow(p.seen[attribute][at] - predicted, 2);
        variance += Math.pow(p.seen[attribute][at] - mean, 2);
      }
    }
    return 1 - errors / variance;
  }

  private static double[] fit(List<Point> train, int attribute, int value, int degree) {
    int size = powers(train.get(0).code, degree).length;
    double[][] equations = new double[size][size + 1];
    for (Point p : train) {
      double[] powers = powers(p.code, degree);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          equations[i][j] += powers[i] * powers[j];
        }
        equations[i][size] += powers[i] * p.seen[attribute][value];
      }
    }
    return solve(equations);
  }

  /** Gauss's elimination with pivots. */
  private static double[] solve(double[][] equations) {
    int size = equations.length;
    for (int column = 0; column < size; column++) {
      int at = column;
      double[] pivot =
          Arrays.stream(equations, column, size)
              .max(Comparator.comparingDouble(row -> Math.abs(row[at])))
              .orElseThrow();
      int place = Arrays.asList(equations).indexOf(pivot);
      equations[place] = equations[column];
      equations[column] = pivot;
      for (int row = 0; row < size; row++) {
        if (row != column) {
          double factor = equations[row][column] / pivot[column];
          for (int k = column; k <= size; k++) {
            equations[row][k] -= factor * pivot[k];
          }
        }
      }
    }
    double[] solution = new double[size];
    for (int i = 0; i < size; i++) {
      solution[i] = equations[i][size] / equations[i][i];
    }
    return solution;
  }

  /** All products of at most {@code degree} dimensions, the empty one included. */
  private static double[] powers(double[] code, int degree) {
    List<Double> products = new ArrayList<>();
    collect(code, 0, degree, 1, products);
    return products.stream().mapToDouble(v -> v).toArray();
  }

  private static void collect(
      double[] code, int from, int degree, double product, List<Double> products) {
    products.add(product);
    for (int d = from; degree > 0 && d < code.length; d++) {
      collect(code, d, degree - 1, product * code[d], products);
    }
  }
}
