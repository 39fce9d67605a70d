package io.diffrep.report;

import io.diffrep.evaluate.RepresentationSet;
import io.diffrep.generate.CodePlane;
import io.diffrep.generate.Generation;
import io.diffrep.generate.Plane;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;

/** Codes of two dimensions as points of a plane, and what images are decoded from there. */
final class CodePlaneSection {
  /** Where a pipeline leaves the decoded grid. */
  private static final String DECODED = SamplesSection.FOLDER + "/" + new Plane().name();

  private CodePlaneSection() {}

  /**
   * @param run a run with codes of two dimensions
   * @throws UsageException if no image is held out, or there is nothing to be shown
   */
  static Section of(RunDirectory run, String title, ReportSettings settings) {
    RepresentationSet codes = RepresentationSet.open(run.spark(), run.codes());
    CodePlane plane = CodePlane.stored(codes.rows(), settings.testSplit());
    List<Block> blocks = new ArrayList<>();
    if (!plane.classes().isEmpty()) {
      String points =
          "Codes of held-out images"
              + (codes.levels().size() == 1
                  ? ""
                  : " at noise level " + Numbers.plain(codes.levels().get(0)));
      // Where Java finds no fonts there is none.
      Charts.squareWithLegend(Plot.plane("", plane.classes()))
          .ifPresent(png -> blocks.add(new Block.Grid(points, Pictures.ofPng(png))));
    }
    run.textIfThere(DECODED + "/" + Generation.RECORD)
        .ifPresent(
            record ->
                blocks.addAll(
                    SamplesSection.blocks(
                        run,
                        DECODED,
                        "Images of codes on a grid over where those of the train split lie",
                        record)));
    if (blocks.isEmpty()) {
      throw new UsageException(
          "There is nothing to be shown: no image is in split '" + settings.testSplit() + "'.");
    }
    return new Section.Shown(
        title,
        "Each point is the code of an image of split "
            + settings.testSplit()
            + ", coloured by its label"
            + run.unseenLabels()
            + ". Images of codes on a grid, where there"
            + " are such, are made from the same noise; they rise to the right and upwards as the"
            + " points do.",
        blocks);
  }
}
