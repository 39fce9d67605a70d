package io.diffrep.generate;

import io.diffrep.image.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Images in rows and columns.
 *
 * @param name name of its file, without the ending
 * @param shape shape of every image
 * @param columns captions of the columns; empty for none
 * @param lines the rows
 */
public record Grid(String name, ImageShape shape, List<String> columns, List<Line> lines) {
  /** Images of a row where there is nothing that says how many. */
  static final int WIDTH = 8;

  /** Copies the lists. */
  public Grid {
    columns = List.copyOf(columns);
    lines = List.copyOf(lines);
  }

  /** The grid as a PNG file: every pixel a square of whole pixels, with the captions around. */
  public byte[] png() {
    return GridPicture.png(this);
  }

  /**
   * A row.
   *
   * @param caption what stands before it
   * @param cells its images
   */
  public record Line(String caption, List<Cell> cells) {
    /** Copies the list. */
    public Line {
      cells = List.copyOf(cells);
    }
  }

  /** An image with what stands below it. A class: its pixels are compared by nobody. */
  public static final class Cell {
    private final byte[] pixels;
    private final String caption;

    private Cell(byte[] pixels, String caption) {
      this.pixels = pixels;
      this.caption = caption;
    }

    /**
     * @param pixels uint8, row-major {@code [height, width, channels]}
     * @param caption what stands below; empty for nothing
     */
    public static Cell of(byte[] pixels, String caption) {
      return new Cell(pixels, caption);
    }

    /** A place that stays empty. */
    public static Cell empty() {
      return new Cell(null, "");
    }

    boolean isEmpty() {
      return pixels == null;
    }

    byte[] pixels() {
      return pixels;
    }

    String caption() {
      return caption;
    }
  }

  /** Cells without captions. */
  public static List<Cell> cells(List<byte[]> images) {
    return images.stream().map(image -> Cell.of(image, "")).toList();
  }

  /** Images in rows of {@link #WIDTH}, each row named by the numbers of its images. */
  public static List<Line> numbered(List<byte[]> images, int firstNumber) {
    List<Line> lines = new ArrayList<>();
    for (int from = 0; from < images.size(); from += WIDTH) {
      int to = Math.min(from + WIDTH, images.size());
      String caption = (firstNumber + from) + " to " + (firstNumber + to - 1);
      lines.add(new Line(caption, cells(images.subList(from, to))));
    }
    return lines;
  }
}
