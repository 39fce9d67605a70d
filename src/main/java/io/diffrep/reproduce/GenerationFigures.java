package io.diffrep.reproduce;

import io.diffrep.generate.Grid;
import io.diffrep.generate.Layout;
import io.diffrep.generate.Picture;
import io.diffrep.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Some of the images of a model that were measured, to be looked at. */
final class GenerationFigures {
  private static final int RECONSTRUCTED = 16;
  private static final int CODES = 4;
  private static final int SAMPLES = 32;
  private static final int MOVED = 16;

  /** The names of the grids, each with what it shows. */
  private static final Map<String, String> CAPTIONS =
      Map.of(
          "reconstruct",
          "Held-out images, and images from noise by their codes:",
          "vary",
          "Several images of one code, each from other noise:",
          "sample",
          "Images of codes that were drawn from the prior:",
          "moved",
          "Held-out images, images of their codes, and of their codes moved towards another class:");

  private final ImageShape shape;

  /**
   * @param shape shape of every image
   */
  GenerationFigures(ImageShape shape) {
    this.shape = shape;
  }

  /** What a grid shows, by its name. */
  static String caption(String name) {
    return CAPTIONS.get(name);
  }

  /**
   * Images above their reconstructions, below which stands how far off they are.
   *
   * @param pictures the images
   * @param made one each
   */
  Grid reconstructed(List<Picture> pictures, List<byte[]> made) {
    List<Picture> some = first(pictures, RECONSTRUCTED);
    List<Grid.Cell> cells = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      double error = some.get(i).meanSquaredError(made.get(i));
      cells.add(Grid.Cell.of(made.get(i), "error " + Layout.digits(error)));
    }
    return folded(
        "reconstruct", List.of(Layout.originals(some), new Grid.Line("by its code", cells)));
  }

  /**
   * Images, each before several of its code.
   *
   * @param made of each, several one after another
   * @param draws how many
   */
  Grid varied(List<Picture> pictures, List<byte[]> made, int draws) {
    List<Picture> some = first(pictures, CODES);
    List<String> columns = new ArrayList<>(List.of("image"));
    IntStream.rangeClosed(1, draws).forEach(draw -> columns.add("draw " + draw));
    List<Grid.Line> lines = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      List<Grid.Cell> cells = new ArrayList<>(List.of(Layout.head(some.get(i))));
      cells.addAll(Grid.cells(made.subList(i * draws, (i + 1) * draws)));
      lines.add(new Grid.Line(some.get(i).caption(), cells));
    }
    return new Grid("vary", shape, columns, lines);
  }

  /** Samples of the prior. */
  Grid samples(List<byte[]> made) {
    return new Grid("sample", shape, List.of(), Grid.numbered(first(made, SAMPLES), 1));
  }

  /**
   * Images above those of their codes, where these stayed and where they were moved, below which
   * stands the class.
   *
   * @param pictures the images that codes were moved of, among others
   */
  Grid moved(List<Picture> pictures, CodeMoves moves, CodeMoves.Drawn drawn) {
    List<Picture> originals =
        first(moves.images(), MOVED).stream().map(image -> pictures.get(image)).toList();
    List<Grid.Cell> cells = new ArrayList<>();
    for (int i = 0; i < originals.size(); i++) {
      cells.add(Grid.Cell.of(drawn.moved().get(i), "to " + moves.wanted().get(i)));
    }
    return folded(
        "moved",
        List.of(
            Layout.originals(originals),
            new Grid.Line("its code", Grid.cells(first(drawn.stayed(), MOVED))),
            new Grid.Line("moved", cells)));
  }

  private Grid folded(String name, List<Grid.Line> rows) {
    // All in one.
    return Layout.folded(name, shape, rows, rows.get(0).cells().size()).get(0);
  }

  private static <T> List<T> first(List<T> all, int most) {
    return all.subList(0, Math.min(most, all.size()));
  }
}
