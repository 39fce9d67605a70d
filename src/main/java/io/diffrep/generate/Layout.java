package io.diffrep.generate;

import io.diffrep.image.ImageShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How grids are laid out, and images named in what is written. */
public final class Layout {
  private Layout() {}

  /**
   * Grids of whole rows.
   *
   * @param perGrid rows of a grid at most
   */
  static List<Grid> stacked(
      String name, ImageShape shape, List<String> columns, List<Grid.Line> lines, int perGrid) {
    List<Grid> grids = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += perGrid) {
      int to = Math.min(from + perGrid, lines.size());
      String number = lines.size() > perGrid ? "-" + (from / perGrid + 1) : "";
      grids.add(new Grid(name + number, shape, columns, lines.subList(from, to)));
    }
    return grids;
  }

  /**
   * Grids of rows that are as long as there are images, folded to {@link Grid#WIDTH}.
   *
   * @param perGrid images of a grid at most
   */
  public static List<Grid> folded(
      String name, ImageShape shape, List<Grid.Line> rows, int perGrid) {
    int images = rows.get(0).cells().size();
    List<Grid> grids = new ArrayList<>();
    for (int first = 0; first < images; first += perGrid) {
      int end = Math.min(first + perGrid, images);
      List<Grid.Line> lines = new ArrayList<>();
      for (int from = first; from < end; from += Grid.WIDTH) {
        int to = Math.min(from + Grid.WIDTH, end);
        for (Grid.Line row : rows) {
          lines.add(new Grid.Line(row.caption(), row.cells().subList(from, to)));
        }
      }
      String number = images > perGrid ? "-" + (first / perGrid + 1) : "";
      grids.add(new Grid(name + number, shape, List.of(), lines));
    }
    return grids;
  }

  /** The images themselves, as a row. */
  public static Grid.Line originals(List<Picture> pictures) {
    return new Grid.Line(
        "image",
        pictures.stream()
            .map(picture -> Grid.Cell.of(picture.requiredPixels(), picture.caption()))
            .toList());
  }

  /** An image at the head of its row, where its pixels are at hand. */
  public static Grid.Cell head(Picture picture) {
    return picture.pixels().map(pixels -> Grid.Cell.of(pixels, "")).orElseGet(Grid.Cell::empty);
  }

  /** An image by id, path and class. */
  static Map<String, Object> named(Picture picture) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("id", picture.id());
    named.put("path", picture.path());
    named.put("label", picture.label());
    return named;
  }

  /** Every image by {@link #named}. */
  static List<Map<String, Object>> named(List<Picture> pictures) {
    return pictures.stream().map(Layout::named).toList();
  }

  /** Three digits. */
  public static String digits(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** A number as short as it was written. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value).replaceFirst("(\\.\\d*?)0+$", "$1");
  }
}
