package io.diffrep.generate;

import io.diffrep.model.ModelSpecification;
import io.diffrep.sde.CodeFunction;
import io.diffrep.sde.InterpolatedCodes;
import io.diffrep.sde.NoiseSupport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Codes of images at some noise levels, which stand for the codes at all levels.
 *
 * @param levels noise-to-signal ratios, rising; one where the code is the same at all levels
 * @param codes of each image, {@code [level][dimension]}
 */
public record Codes(List<Double> levels, List<float[][]> codes) {
  /** Tables keep levels in single precision, and people copy them: so many digits do. */
  private static final MathContext DIGITS = new MathContext(4);

  /** Copies the lists. */
  public Codes {
    levels = List.copyOf(levels);
    codes = List.copyOf(codes);
  }

  /** How many images they are of. */
  public int size() {
    return codes.size();
  }

  /** The same levels with other codes. */
  public Codes with(List<float[][]> others) {
    return new Codes(levels, others);
  }

  /**
   * The levels at which a model's codes are kept: over its whole support in equal ratios, ends
   * included, or one where its encoder is static.
   *
   * @param count how many, at least 2
   */
  public static List<Double> levels(ModelSpecification model, int count) {
    NoiseSupport support = model.noise().support();
    if (model.architecture().settings().isStatic() || support.single()) {
      return List.of(support.middle());
    }
    TreeSet<Double> levels = new TreeSet<>(List.of(support.lowest(), support.highest()));
    for (int i = 1; i < count - 1; i++) {
      double share = (double) i / (count - 1);
      double level = support.lowest() * Math.pow(support.highest() / support.lowest(), share);
      levels.add(BigDecimal.valueOf(level).round(DIGITS).doubleValue());
    }
    return List.copyOf(levels);
  }

  /**
   * The codes of a batch of images as a function of the noise level.
   *
   * @param codes of each image, {@code [level][dimension]}
   */
  static CodeFunction function(List<Double> levels, List<float[][]> codes) {
    List<float[][]> byLevel = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      int row = level;
      byLevel.add(codes.stream().map(code -> code[row]).toArray(float[][]::new));
    }
    return levels.size() == 1
        ? CodeFunction.constant(byLevel.get(0))
        : new InterpolatedCodes(levels, byLevel);
  }
}
