package io.diffrep.report;

import io.diffrep.model.ModelSpecification;
import io.diffrep.report.Block.Fact;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.runtime.KebabCase;
import io.diffrep.sde.LogNormal;
import io.diffrep.sde.NoiseLaw;
import io.diffrep.sde.NoiseSupport;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * How much each noise level counts in training: the law that draws it times its weight, in one unit
 * for both parameterisations.
 */
final class ObjectiveSection {
  static final String TITLE = "Weight of the noise levels";

  /** Points of a curve. */
  private static final int POINTS = 101;

  private ObjectiveSection() {}

  /**
   * @param specification of a score model
   */
  static Section of(ModelSpecification specification) {
    ObjectiveSettings objective = specification.objective();
    NoiseLaw law = specification.noise().noiseLaw();
    String how =
        "under the parameterisation "
            + name(objective.parameterisation())
            + " and the weighting "
            + name(objective.weighting());
    if (law.support().single()) {
      return new Section.Shown(
          TITLE,
          "Every image is trained on at the one noise level below, which has the whole weight ("
              + how
              + ").",
          List.of(
              new Block.Tiles(
                  List.of(new Fact("noise level rho", Numbers.plain(law.support().lowest()))))));
    }
    return new Section.Shown(
        TITLE,
        "How much each noise level counts in training "
            + how
            + ": the density of the law that draws the levels ("
            + law.description()
            + "), per unit of ln rho, times the weight of the squared error there; beside it, the law"
            + " alone. The error is that of the output as the parameterisation edm has it (the"
            + " denoised image's error times sqrt(rho^2 + 1) / rho), whatever the model's own is, so"
            + " that one loss is one curve. Both areas are 1: the codes are made for the levels where"
            + " the curve is high.",
        curves(law, objective));
  }

  private static List<Block> curves(NoiseLaw law, ObjectiveSettings objective) {
    DoubleUnaryOperator density = rho -> rho * law.density(rho);
    NoiseSupport drawnFrom = visible(law);
    Curve drawn = Curve.of(drawnFrom, density);
    Curve weighted =
        Curve.of(
            drawnFrom,
            rho ->
                density.applyAsDouble(rho)
                    * objective.weighting().ofOutput(Parameterisation.EDM, rho));
    return List.of(
        new Block.Tiles(
            List.of(
                new Fact("half of the weight below rho", Numbers.plain(weighted.quantile(0.5))),
                new Fact(
                    "four fifths between",
                    Numbers.plain(weighted.quantile(0.1))
                        + " and "
                        + Numbers.plain(weighted.quantile(0.9))))),
        new Block.Charts(
            List.of(
                new Plot(
                    TITLE,
                    "noise level rho",
                    "weight per unit of ln rho",
                    true,
                    List.of(
                        weighted.line("law times weighting", 0, Style.LINE),
                        // Dashed: where the weight is the same everywhere they are one.
                        drawn.line("law alone", 1, Style.REFERENCE))))));
  }

  /**
   * A narrow normal law would fall between the curve's points: but for its tails, its own range.
   */
  private static NoiseSupport visible(NoiseLaw law) {
    return law instanceof LogNormal
        ? new NoiseSupport(law.rho(1e-5), law.rho(1 - 1e-5))
        : law.support();
  }

  private static String name(Enum<?> constant) {
    return KebabCase.of(constant);
  }

  /**
   * A density over {@code ln rho}, at evenly spaced points.
   *
   * @param levels {@code rho}, rising
   * @param values the density, of area 1 by the trapezoidal rule
   */
  record Curve(List<Double> levels, List<Double> values) {
    /** Of a function that is not negative, scaled to an area of 1. */
    static Curve of(NoiseSupport support, DoubleUnaryOperator function) {
      double width = Math.log(support.highest() / support.lowest());
      List<Double> levels = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      double area = 0;
      for (int i = 0; i < POINTS; i++) {
        double rho = support.lowest() * Math.exp(width * i / (POINTS - 1));
        double value = function.applyAsDouble(rho);
        area += (i == 0 || i == POINTS - 1 ? 0.5 : 1) * value * width / (POINTS - 1);
        levels.add(rho);
        values.add(value);
      }
      double whole = area;
      return new Curve(levels, values.stream().map(value -> value / whole).toList());
    }

    /** The level below which a share of the area lies. */
    double quantile(double share) {
      double sum = 0;
      for (int i = 1; i < levels.size(); i++) {
        double width = Math.log(levels.get(i) / levels.get(i - 1));
        double piece = 0.5 * (values.get(i) + values.get(i - 1)) * width;
        if (sum + piece >= share) {
          return levels.get(i - 1) * Math.exp(width * (share - sum) / piece);
        }
        sum += piece;
      }
      return levels.get(levels.size() - 1);
    }

    private Line line(String name, int colour, Style style) {
      return Line.of(name, colour, style, levels, values);
    }
  }
}
