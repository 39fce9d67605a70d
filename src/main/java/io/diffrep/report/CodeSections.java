package io.diffrep.report;

import io.diffrep.evaluate.CodeSpace;
import io.diffrep.evaluate.CodeSpace.LevelMoments;
import io.diffrep.evaluate.CodeSpace.Neighbour;
import io.diffrep.evaluate.SharedInformation;
import io.diffrep.evaluate.SharedInformation.Shared;
import io.diffrep.lake.ImageTable;
import io.diffrep.report.Block.Picture;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/** The trained encoder's codes: how they are spread and which images they bring together. */
final class CodeSections {
  private static final String MOMENTS = "Moments of the codes";
  private static final String PLANE = "Code plane";
  private static final String SHARED = "What noise levels share";
  private static final String NEIGHBOURS = "Nearest neighbours";

  /** About how many training images neighbours are looked for among. */
  private static final int CANDIDATES = 20_000;

  private CodeSections() {}

  static List<Section> of(RunDirectory run, ReportSettings settings) {
    CodeSpace space;
    try {
      space = CodeSpace.open(run.spark(), run.codes(), settings.trainSplit());
    } catch (UsageException e) {
      return List.of(
          new Section.LeftOut(MOMENTS, e.getMessage()),
          new Section.LeftOut(SHARED, e.getMessage()),
          new Section.LeftOut(NEIGHBOURS, e.getMessage()));
    }
    List<LevelMoments> moments = space.moments();
    List<Section> sections = new ArrayList<>();
    sections.add(moments(moments, settings.trainSplit()));
    if (moments.get(0).mean().size() == 2) {
      sections.add(Report.gather(PLANE, () -> CodePlaneSection.of(run, PLANE, settings)));
    }
    sections.add(
        Report.gather(
            SHARED,
            () ->
                shared(
                    SharedInformation.of(run.spark(), run.codes(), settings.trainSplit()),
                    settings.trainSplit())));
    sections.add(Report.gather(NEIGHBOURS, () -> neighbours(run, space, settings)));
    return sections;
  }

  private static Section moments(List<LevelMoments> levels, String split) {
    return new Section.Shown(
        MOMENTS,
        "Mean and standard deviation of each dimension of the code over split "
            + split
            + ", by noise level. The dashed lines are those of a standard normal distribution,"
            + " N(0, 1): mean 0, deviation 1.",
        List.of(
            new Block.Charts(levels.stream().map(CodeSections::plot).toList()),
            new Block.Table(
                List.of("noise level", "mean, lowest to highest", "deviation, lowest to highest"),
                levels.stream()
                    .map(
                        level ->
                            List.of(
                                Numbers.plain(level.rho()),
                                range(level.mean()),
                                range(level.deviation())))
                    .toList())));
  }

  /** What every two levels share, as a table. */
  static Section shared(SharedInformation information, String split) {
    return new Section.Shown(
        SHARED,
        "What the codes of two noise levels share, by their linear relations over "
            + Numbers.grouped(information.images())
            + " images of split "
            + split
            + ": mutual information in bits, of Gaussians with the codes' covariance, and in brackets"
            + " the mean squared canonical correlation, 1 for codes that follow from one another. Where"
            + " a part of one code follows from the other but for rounding, the bits are a bound.",
        List.of(new Block.Table(head(information), rows(information))));
  }

  private static List<String> head(SharedInformation information) {
    return Stream.concat(
            Stream.of("noise level"), information.levels().stream().map(Numbers::plain))
        .toList();
  }

  private static List<List<String>> rows(SharedInformation information) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < information.levels().size(); i++) {
      List<String> row = new ArrayList<>(List.of(Numbers.plain(information.levels().get(i))));
      information.between().get(i).forEach(shared -> row.add(cell(shared)));
      rows.add(row);
    }
    return rows;
  }

  private static String cell(Shared shared) {
    return Double.isNaN(shared.bits())
        ? "-"
        : String.format(
            Locale.ROOT,
            "%s%.1f (%.2f)",
            shared.atLeast() ? "> " : "",
            shared.bits(),
            shared.correlation());
  }

  private static Plot plot(LevelMoments level) {
    int dimensions = level.mean().size();
    List<Double> x = IntStream.rangeClosed(1, dimensions).mapToObj(i -> (double) i).toList();
    List<Double> ends = List.of(1.0, (double) Math.max(2, dimensions));
    return new Plot(
        "Noise level " + Numbers.plain(level.rho()),
        "dimension of the code",
        "value",
        false,
        List.of(
            Line.of("mean", 0, Style.POINTS, x, level.mean()),
            Line.of("deviation", 1, Style.POINTS, x, level.deviation()),
            Line.of("mean of N(0, 1)", 0, Style.REFERENCE, ends, List.of(0.0, 0.0)),
            Line.of("deviation of N(0, 1)", 1, Style.REFERENCE, ends, List.of(1.0, 1.0))));
  }

  private static String range(List<Double> values) {
    var statistics = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return String.format(Locale.ROOT, "%.2f to %.2f", statistics.getMin(), statistics.getMax());
  }

  private static Section neighbours(RunDirectory run, CodeSpace space, ReportSettings settings) {
    List<Row> queries = Pictures.heldOut(run, settings);
    Map<String, List<Neighbour>> nearest =
        space.nearest(
            queries.stream().map(CodeSections::id).toList(), settings.neighbours(), CANDIDATES);
    List<String> ids =
        nearest.values().stream().flatMap(List::stream).map(Neighbour::id).distinct().toList();
    Map<String, Row> images =
        run.images(ids).stream().collect(Collectors.toMap(CodeSections::id, row -> row));
    List<List<Picture>> rows = new ArrayList<>();
    for (Row query : queries) {
      List<Picture> row = new ArrayList<>(List.of(picture(query)));
      nearest.getOrDefault(id(query), List.of()).stream()
          .map(Neighbour::id)
          .filter(images::containsKey)
          .forEach(id -> row.add(picture(images.get(id))));
      rows.add(row);
    }
    List<String> columns =
        Stream.concat(
                Stream.of("query"),
                IntStream.rangeClosed(1, settings.neighbours()).mapToObj(String::valueOf))
            .toList();
    return new Section.Shown(
        NEIGHBOURS,
        "Held-out images and their nearest among up to "
            + Numbers.grouped(CANDIDATES)
            + " images of split "
            + settings.trainSplit()
            + ": Euclidean distance between the codes of all noise levels, each dimension"
            + " standardised. Below each image is its label"
            + run.unseenLabels()
            + ".",
        List.of(new Block.Gallery("Nearest neighbours in code space", columns, rows)));
  }

  private static Picture picture(Row row) {
    return new Picture(Pictures.of(row), "", Pictures.label(row));
  }

  private static String id(Row row) {
    return row.getAs(ImageTable.ID);
  }
}
