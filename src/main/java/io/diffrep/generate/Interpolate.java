package io.diffrep.generate;

import io.diffrep.runtime.UsageException;
import io.diffrep.sde.Interpolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Images between pairs of images: their codes go from one to the other, all noise levels jointly,
 * while the noise stays.
 */
public record Interpolate() implements Kind {
  @Override
  public String name() {
    return "interpolate";
  }

  @Override
  public Gallery draw(Materials materials) {
    requirePairs(materials.chosen());
    CodedImages coded = materials.coded();
    int found = coded.pictures().size();
    if (found == 1) {
      requirePairs(found);
    } else if (found % 2 != 0) {
      materials.note("The split has " + found + " images: the last has no other to go to.");
    }
    List<Grid> grids = new ArrayList<>();
    for (Interpolation way : Interpolation.values()) {
      if (way == Interpolation.SPHERICAL && values(coded) == 1) {
        materials.note("Codes of one number have no arc between them: they go straight alone.");
      } else {
        grids.addAll(grids(materials, coded, way));
      }
    }
    return new Gallery(grids, Map.of("images", Layout.named(coded.pictures())), List.of());
  }

  private static void requirePairs(int images) {
    if (images % 2 != 0) {
      throw new UsageException(
          "images are interpolated in pairs, the first with the second and so on, and "
              + images
              + " are chosen: name or count an even number of them (--paths, --ids, --count;"
              + " generate.images where none is given)");
    }
  }

  private static int values(CodedImages coded) {
    float[][] code = coded.codes().codes().get(0);
    return code.length * code[0].length;
  }

  private List<Grid> grids(Materials materials, CodedImages coded, Interpolation way) {
    int frames = materials.settings().grids().frames();
    List<float[][]> between = new ArrayList<>();
    for (int pair = 0; pair < coded.pictures().size() / 2; pair++) {
      between.addAll(between(coded.codes().codes(), pair, way, frames));
    }
    long[] noise = new long[between.size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = i / frames;
    }
    List<byte[]> made = materials.generator().fromCodes(coded.codes().with(between), noise);
    List<Grid.Line> lines = new ArrayList<>();
    for (int pair = 0; pair < coded.pictures().size() / 2; pair++) {
      Picture left = coded.pictures().get(2 * pair);
      Picture right = coded.pictures().get(2 * pair + 1);
      List<Grid.Cell> cells = new ArrayList<>();
      cells.add(Layout.head(left));
      cells.addAll(Grid.cells(made.subList(pair * frames, (pair + 1) * frames)));
      cells.add(Layout.head(right));
      lines.add(new Grid.Line(left.caption() + " to " + right.caption(), cells));
    }
    List<String> columns = new ArrayList<>(List.of(coded.shown() ? "image" : ""));
    for (int frame = 0; frame < frames; frame++) {
      columns.add(Math.round(100.0 * frame / (frames - 1)) + " %");
    }
    columns.add(coded.shown() ? "image" : "");
    return Layout.stacked(
        name() + "-" + way.name().toLowerCase(Locale.ROOT),
        materials.shape(),
        columns,
        lines,
        materials.settings().grids().images());
  }

  /**
   * The codes of a pair's way, ends included.
   *
   * @param codes of each image {@code [level][dimension]}
   * @param pair 0 for the first two images
   * @param frames how many
   */
  static List<float[][]> between(List<float[][]> codes, int pair, Interpolation way, int frames) {
    double[][] from = wide(codes.get(2 * pair));
    double[][] to = wide(codes.get(2 * pair + 1));
    List<float[][]> between = new ArrayList<>();
    for (int frame = 0; frame < frames; frame++) {
      between.add(narrow(way.between(from, to, (double) frame / (frames - 1))));
    }
    return between;
  }

  private static double[][] wide(float[][] code) {
    double[][] wide = new double[code.length][];
    for (int level = 0; level < code.length; level++) {
      wide[level] = new double[code[level].length];
      for (int d = 0; d < wide[level].length; d++) {
        wide[level][d] = code[level][d];
      }
    }
    return wide;
  }

  private static float[][] narrow(double[][] code) {
    float[][] narrow = new float[code.length][];
    for (int level = 0; level < code.length; level++) {
      narrow[level] = new float[code[level].length];
      for (int d = 0; d < narrow[level].length; d++) {
        narrow[level][d] = (float) code[level][d];
      }
    }
    return narrow;
  }
}
