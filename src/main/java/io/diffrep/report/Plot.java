package io.diffrep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A chart's data.
 *
 * @param title its heading
 * @param x title of the horizontal axis, with its unit
 * @param y title of the vertical axis, with its unit
 * @param logarithmic whether the horizontal axis is
 * @param lines what is drawn, each under a name of its own; at least one with at least one point
 */
public record Plot(String title, String x, String y, boolean logarithmic, List<Line> lines) {
  /** Copies the list. */
  public Plot {
    lines = List.copyOf(lines);
  }

  /**
   * Points of a plane, a colour a class.
   *
   * @param classes the points of each class, two numbers each; at least one
   */
  public static Plot plane(String title, Map<String, List<float[]>> classes) {
    List<Line> lines = new ArrayList<>();
    classes.forEach(
        (label, points) ->
            lines.add(
                Line.of(
                    label,
                    lines.size(),
                    Style.DOTS,
                    points.stream().map(point -> (double) point[0]).toList(),
                    points.stream().map(point -> (double) point[1]).toList())));
    return new Plot(title, "first dimension", "second dimension", false, lines);
  }

  /** How a line is drawn. */
  public enum Style {
    /** Points joined. */
    LINE,
    /** Points joined and marked. */
    MARKED,
    /** Points marked. */
    POINTS,
    /** Many points, marked small. */
    DOTS,
    /** Points joined by dashes. */
    REFERENCE
  }

  /**
   * A line.
   *
   * @param name its name in the legend
   * @param colour which colour of the palette, from 0
   * @param style how it is drawn
   * @param x positions
   * @param y values, as many
   * @param error half the length of the error bars, as many; empty for none
   */
  public record Line(
      String name, int colour, Style style, List<Double> x, List<Double> y, List<Double> error) {
    /** Copies the lists. */
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
      error = List.copyOf(error);
    }

    /** A line without error bars. */
    public static Line of(String name, int colour, Style style, List<Double> x, List<Double> y) {
      return new Line(name, colour, style, x, y, List.of());
    }
  }
}
