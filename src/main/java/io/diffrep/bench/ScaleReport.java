package io.diffrep.bench;

import io.diffrep.bench.ScaleResult.Measured;
import io.diffrep.bench.ScaleResult.Point;
import io.diffrep.bench.ScaleResult.Prediction;
import io.diffrep.runtime.ResultJson;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;

/**
 * How the training of some networks scales.
 *
 * @param name the measurement
 * @param networks each network
 */
public record ScaleReport(String name, List<ScaleResult> networks) {
  /** Copies the list. */
  public ScaleReport {
    networks = List.copyOf(networks);
  }

  /** One line. */
  public String json() {
    return ResultJson.line(this);
  }

  /** What was measured and what follows from it, as tables in Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        | network | workers | batch of each | interval | broadcast ms | fit ms | aggregate ms \
        | other ms | round ms | predicted | overhead | images/s | of one worker |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """);
    for (ScaleResult result : networks) {
      result.runs().forEach(run -> text.append(line(result.network(), run)));
    }
    networks.forEach(result -> predictions(text, result));
    return text.toString();
  }

  private static String line(String network, Measured run) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f %% | %.1f | %.2f |%n",
        network,
        run.workers(),
        run.batch(),
        run.interval(),
        1000 * run.broadcastSeconds(),
        1000 * run.fitSeconds(),
        1000 * run.aggregateSeconds(),
        1000 * run.otherSeconds(),
        1000 * run.roundSeconds(),
        1000 * run.predictedSeconds(),
        100 * run.overheadShare(),
        run.imagesPerSecond(),
        run.speedUp());
  }

  private static void predictions(StringBuilder text, ScaleResult result) {
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s (%,d parameters, %.2f GFLOP forward, %.1f MB each way), predicted:%n%n",
            result.network(),
            result.parameters(),
            result.forwardGigaflops(),
            result.costs().stateBytes() / 1e6));
    text.append(
        """
        | Gbit/s | tree | workers | interval | averaging s | images/s | efficiency | driver holds MB |
        |---:|---:|---:|---:|---:|---:|---:|---:|
        """);
    for (Prediction prediction : result.predictions()) {
      prediction.points().forEach(point -> text.append(line(prediction, point)));
    }
    text.append('\n');
    for (Prediction prediction : result.predictions()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s Gbit/s, depth %d: efficiency below 90 %% from %s workers on, below 50 %% from"
                  + " %s%n",
              gigabits(prediction),
              prediction.aggregationDepth(),
              from(prediction.below90()),
              from(prediction.below50())));
    }
  }

  private static String line(Prediction prediction, Point point) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %,d | %d | %.3g | %,.0f | %.1f %% | %,.0f |%n",
        gigabits(prediction),
        prediction.aggregationDepth(),
        point.workers(),
        point.interval(),
        point.overheadSeconds(),
        point.imagesPerSecond(),
        100 * point.efficiency(),
        point.driverBytes() / 1e6);
  }

  private static String gigabits(Prediction prediction) {
    return new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(prediction.gigabits());
  }

  private static String from(int workers) {
    return workers == 0
        ? String.format(Locale.ROOT, "more than %,d", ScaleResult.MOST)
        : String.format(Locale.ROOT, "%,d", workers);
  }
}
