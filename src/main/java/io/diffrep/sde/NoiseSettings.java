package io.diffrep.sde;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The noise process and the law of noise levels that a model is trained under. What the chosen
 * process and law do not read has no effect ({@link #withoutEffect}). Levels are noise-to-signal
 * ratios {@code rho}, in units of the standardised pixels' deviation.
 *
 * @param process by which noise takes the image's place
 * @param sigmaMin lowest noise level of the variance-exploding process; above 0
 * @param sigmaMax its highest noise level; above {@code sigmaMin}
 * @param betaMin rate of the variance-preserving process at its beginning; above 0
 * @param betaMax its rate at its end; at least {@code betaMin}; the highest {@code rho} is at most
 *     a million
 * @param law what the noise level of a training image is drawn from
 * @param logMean mean of {@code ln rho} under the log-normal law
 * @param logDeviation its deviation; above 0
 * @param interval lowest and highest level of the interval law, inside the process's range
 * @param level the level of the single-level law, inside the process's range
 */
public record NoiseSettings(
    NoiseProcessKind process,
    double sigmaMin,
    double sigmaMax,
    double betaMin,
    double betaMax,
    NoiseLawKind law,
    double logMean,
    double logDeviation,
    List<Double> interval,
    double level)
    implements Serializable {
  /** What holds where nothing is set. */
  public static final NoiseSettings DEFAULT =
      new NoiseSettings(
          NoiseProcessKind.VE,
          0.01,
          50,
          0.1,
          20,
          NoiseLawKind.UNIFORM_TIME,
          -0.5,
          1.2,
          List.of(0.5, 2.0),
          1);

  /** Far above it, nothing of an image is left. */
  private static final double HIGHEST_LEVEL = 1e6;

  /** Less of a log-normal law inside the process's range is a mistake. */
  private static final double LEAST_MASS = 1e-3;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public NoiseSettings {
    interval = List.copyOf(interval);
    Requirements requirements =
        new Requirements()
            .positive("sigmaMin", sigmaMin)
            .positive("sigmaMax", sigmaMax)
            .positive("betaMin", betaMin)
            .positive("betaMax", betaMax)
            .positive("logDeviation", logDeviation)
            .allPositive("interval", interval)
            .positive("level", level);
    if (sigmaMax <= sigmaMin) {
      requirements.refuse("sigmaMax", sigmaMax, "must be above sigma-min, which is " + sigmaMin);
    }
    if (betaMax < betaMin) {
      requirements.refuse("betaMax", betaMax, "must be at least beta-min, which is " + betaMin);
    }
    if (!Double.isFinite(logMean)) {
      requirements.refuse("logMean", logMean, "must be a number");
    }
    if (interval.size() != 2 || interval.get(0) >= interval.get(1)) {
      requirements.refuse("interval", interval, "must be two levels, the lower one first");
    }
    requirements.enforce();
    NoiseProcess chosen = process(process, sigmaMin, sigmaMax, betaMin, betaMax);
    requireInside(chosen, law(chosen, law, logMean, logDeviation, interval, level));
  }

  private static NoiseProcess process(
      NoiseProcessKind kind, double sigmaMin, double sigmaMax, double betaMin, double betaMax) {
    return switch (kind) {
      case VE -> new VarianceExploding(sigmaMin, sigmaMax);
      case VP -> new VariancePreserving(betaMin, betaMax);
    };
  }

  private static NoiseLaw law(
      NoiseProcess process,
      NoiseLawKind kind,
      double logMean,
      double logDeviation,
      List<Double> interval,
      double level) {
    return switch (kind) {
      case UNIFORM_TIME -> new UniformTime(process);
      case UNIFORM -> new UniformLevel(process.range());
      case LOG_NORMAL -> new LogNormal(logMean, logDeviation, process.range());
      case INTERVAL -> new Interval(new NoiseSupport(interval.get(0), interval.get(1)));
      case SINGLE_LEVEL -> new SingleLevel(level);
    };
  }

  /** Loss weights grow with the square of the level, and are kept in single precision. */
  private static void requireBounded(NoiseProcess process) {
    double highest = process.rho(1);
    if (!(highest <= HIGHEST_LEVEL)) {
      boolean exploding = process instanceof VarianceExploding;
      new Requirements()
          .refuse(
              exploding ? "sigmaMax" : "betaMax",
              exploding ? highest : ((VariancePreserving) process).betaMax(),
              "leads to a noise level of "
                  + highest
                  + ", far beyond the last trace of an image: the highest must be at most "
                  + HIGHEST_LEVEL)
          .enforce();
    }
  }

  /** A law that draws levels which the process does not have, or hardly any that it has. */
  private static void requireInside(NoiseProcess process, NoiseLaw law) {
    requireBounded(process);
    NoiseSupport range = process.range();
    String rule = "must lie inside the range of noise.process, which is " + range;
    Requirements requirements = new Requirements();
    if (law instanceof Interval interval) {
      List<Double> ends = List.of(interval.support().lowest(), interval.support().highest());
      if (!range.outside(ends).isEmpty()) {
        requirements.refuse("interval", ends, rule);
      }
    } else if (law instanceof SingleLevel single && !range.contains(single.level())) {
      requirements.refuse("level", single.level(), rule);
    } else if (law instanceof LogNormal normal && normal.mass() < LEAST_MASS) {
      requirements.refuse(
          "logMean",
          normal.mean(),
          "and log-deviation "
              + normal.deviation()
              + " leave hardly a level inside the range of noise.process, which is "
              + range);
    }
    requirements.enforce();
  }

  /** The same with another process. */
  public NoiseSettings with(NoiseProcessKind other) {
    return new NoiseSettings(
        other, sigmaMin, sigmaMax, betaMin, betaMax, law, logMean, logDeviation, interval, level);
  }

  /** The same with another law. */
  public NoiseSettings with(NoiseLawKind other) {
    return new NoiseSettings(
        process,
        sigmaMin,
        sigmaMax,
        betaMin,
        betaMax,
        other,
        logMean,
        logDeviation,
        interval,
        level);
  }

  /** The components that neither the process nor the law reads. */
  public Set<String> withoutEffect() {
    Set<String> unread = new TreeSet<>();
    for (NoiseProcessKind kind : NoiseProcessKind.values()) {
      unread.addAll(kind.settings());
    }
    for (NoiseLawKind kind : NoiseLawKind.values()) {
      unread.addAll(kind.settings());
    }
    unread.removeAll(process.settings());
    unread.removeAll(law.settings());
    return unread;
  }

  /** The forward process. */
  public NoiseProcess noiseProcess() {
    return process(process, sigmaMin, sigmaMax, betaMin, betaMax);
  }

  /** The law that training draws from. */
  public NoiseLaw noiseLaw() {
    return law(noiseProcess(), law, logMean, logDeviation, interval, level);
  }

  /** The levels that training draws: what a model knows of. */
  public NoiseSupport support() {
    return noiseLaw().support();
  }
}
