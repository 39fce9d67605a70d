package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.BLOCK;
import static io.diffrep.engine.host.Vectors.LANES;
import static io.diffrep.engine.host.Vectors.STRIDE;
import static io.diffrep.engine.host.Vectors.VECTOR;
import static io.diffrep.engine.host.Vectors.load;
import static io.diffrep.engine.host.Vectors.store;
import static io.diffrep.engine.host.Vectors.zero;
import static io.diffrep.engine.host.WinogradTransforms.addInputGradient;
import static io.diffrep.engine.host.WinogradTransforms.appendInputGradient;
import static io.diffrep.engine.host.WinogradTransforms.filter;
import static io.diffrep.engine.host.WinogradTransforms.filterGradient;
import static io.diffrep.engine.host.WinogradTransforms.firstInputHalves;
import static io.diffrep.engine.host.WinogradTransforms.firstOutputGradientHalves;
import static io.diffrep.engine.host.WinogradTransforms.input;
import static io.diffrep.engine.host.WinogradTransforms.inputGradient;
import static io.diffrep.engine.host.WinogradTransforms.lastInputHalves;
import static io.diffrep.engine.host.WinogradTransforms.lastOutputGradientHalves;
import static io.diffrep.engine.host.WinogradTransforms.output;
import static io.diffrep.engine.host.WinogradTransforms.outputGradient;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's F(4x4, 3x3) on planes: {@link WinogradTransforms} along the columns of a tile into
 * scratch space, and from there along its rows, since all of it would not fit the registers. Tiles
 * lie as {@link TileMatrices} says. Each method is compiled by itself, as those of {@link
 * VectorKernels} are, and holds one transform.
 */
final class WinogradKernels {
  /** Rows and columns of a tile of inputs. */
  static final int TILE = 6;

  /** Rows and columns of a tile of outputs. */
  static final int STEP = 4;

  /** Products of a tile. */
  static final int POINTS = TILE * TILE;

  /** Vectors of filters that are transformed together. */
  private static final int FILTERS = 16;

  private final ByteBuffer scratch;
  private final boolean halves;

  /** Bytes of scratch space that rows of so many tiles need, and filters. */
  static long scratchBytes(int tilesX) {
    return (long) POINTS * Math.max(tilesX, FILTERS) * STRIDE;
  }

  /**
   * @param scratch {@link #scratchBytes} that nobody else uses meanwhile
   * @param halves whether what the products take, inputs and the output's gradient, is stored as
   *     bfloat16
   */
  WinogradKernels(ByteBuffer scratch, boolean halves) {
    this.scratch = scratch;
    this.halves = halves;
  }

  /**
   * Transforms the tiles of a plane that lies within a border of zeros.
   *
   * @param x the plane with its border
   * @param width positions of a row with the border
   * @param tilesY rows of tiles
   * @param tilesX tiles of a row
   * @param v where the first point of the first tile goes
   * @param pointBytes from one point to the next
   * @param tileBytes from one tile to the next
   */
  void transformBordered(
      ByteBuffer x,
      int width,
      int tilesY,
      int tilesX,
      ByteBuffer v,
      int vAt,
      int pointBytes,
      int tileBytes) {
    int row = width * STRIDE;
    for (int ty = 0; ty < tilesY; ty++) {
      inputColumns(x, ty * STEP * row, row, 0, row);
      inputRows(row, v, vAt + ty * tilesX * tileBytes, tilesX, pointBytes, tileBytes);
    }
  }

  /**
   * Transforms the tiles of a plane as it lies, with zeros around it: at least two rows of whole
   * tiles.
   *
   * @param xAt where the plane begins
   */
  void transformInput(
      ByteBuffer x,
      int xAt,
      int tilesY,
      int tilesX,
      ByteBuffer v,
      int vAt,
      int pointBytes,
      int tileBytes) {
    int row = tilesX * STEP * STRIDE;
    int bordered = row + (TILE - STEP) * STRIDE;
    clearEdges(bordered);
    for (int ty = 0; ty < tilesY; ty++) {
      int from = xAt + (ty * STEP - 1) * row;
      if (ty == 0) {
        inputTop(x, from + row, row, STRIDE, bordered);
      } else if (ty < tilesY - 1) {
        inputColumns(x, from, row, STRIDE, bordered);
      } else {
        inputBottom(x, from, row, STRIDE, bordered);
      }
      inputRows(bordered, v, vAt + ty * tilesX * tileBytes, tilesX, pointBytes, tileBytes);
    }
  }

  /** The zeros before and behind each transformed row. */
  private void clearEdges(int row) {
    for (int i = 0; i < TILE; i++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        store(zero(), scratch, i * row + j);
        store(zero(), scratch, (i + 1) * row - STRIDE + j);
      }
    }
  }

  /** Tiles overlap by two columns, which are transformed once. */
  private void inputColumns(ByteBuffer x, int from, int row, int to, int step) {
    ByteBuffer scratch = this.scratch;
    for (int j = 0; j < row; j += VECTOR) {
      input(
          load(x, from + j),
          load(x, from + j + row),
          load(x, from + j + 2 * row),
          load(x, from + j + 3 * row),
          load(x, from + j + 4 * row),
          load(x, from + j + 5 * row),
          scratch,
          to + j,
          step);
    }
  }

  /** The same where the first row is a zero, which is not there: the second one is the plane's. */
  private void inputTop(ByteBuffer x, int from, int row, int to, int step) {
    ByteBuffer scratch = this.scratch;
    for (int j = 0; j < row; j += VECTOR) {
      input(
          zero(),
          load(x, from + j),
          load(x, from + j + row),
          load(x, from + j + 2 * row),
          load(x, from + j + 3 * row),
          load(x, from + j + 4 * row),
          scratch,
          to + j,
          step);
    }
  }

  /** The same where the last row is a zero. */
  private void inputBottom(ByteBuffer x, int from, int row, int to, int step) {
    ByteBuffer scratch = this.scratch;
    for (int j = 0; j < row; j += VECTOR) {
      input(
          load(x, from + j),
          load(x, from + j + row),
          load(x, from + j + 2 * row),
          load(x, from + j + 3 * row),
          load(x, from + j + 4 * row),
          zero(),
          scratch,
          to + j,
          step);
    }
  }

  private void inputRows(int row, ByteBuffer v, int to, int tilesX, int pointBytes, int tileBytes) {
    for (int i = 0; i < TILE; i++) {
      int at = to + i * TILE * pointBytes;
      if (halves) {
        // In two parts: with the rounding, all of it is more than the compiler inlines.
        firstInputRowHalves(i * row, v, at, tilesX, pointBytes, tileBytes);
        lastInputRowHalves(i * row, v, at, tilesX, pointBytes, tileBytes);
      } else {
        inputRow(i * row, v, at, tilesX, pointBytes, tileBytes);
      }
    }
  }

  private void inputRow(int from, ByteBuffer v, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * STEP * STRIDE + j;
        input(
            load(scratch, at),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            load(scratch, at + 4 * STRIDE),
            load(scratch, at + 5 * STRIDE),
            v,
            to + tx * tileBytes + j,
            pointBytes);
      }
    }
  }

  private void firstInputRowHalves(
      int from, ByteBuffer v, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * STEP * STRIDE + j;
        firstInputHalves(
            load(scratch, at),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            load(scratch, at + 4 * STRIDE),
            v,
            to + tx * tileBytes + j / 2,
            pointBytes);
      }
    }
  }

  private void lastInputRowHalves(
      int from, ByteBuffer v, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * STEP * STRIDE + j;
        lastInputHalves(
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            load(scratch, at + 4 * STRIDE),
            load(scratch, at + 5 * STRIDE),
            v,
            to + tx * tileBytes + j / 2,
            pointBytes);
      }
    }
  }

  /**
   * Transforms products back to a plane, beyond whose end its last tiles may go, and adds a bias.
   *
   * @param m products, the first point of the first tile at {@code mAt}
   * @param bias a number a channel
   * @param y the plane
   */
  void transformOutput(
      ByteBuffer m,
      int mAt,
      int pointBytes,
      int tileBytes,
      float[] bias,
      int channel,
      ByteBuffer y,
      int yAt,
      int height,
      int width) {
    int tilesX = (width + STEP - 1) / STEP;
    int row = tilesX * TILE * STRIDE;
    for (int ty = 0; ty < height; ty += STEP) {
      int from = mAt + ty / STEP * tilesX * tileBytes;
      for (int k = 0; k < TILE; k++) {
        outputColumn(m, from + k * pointBytes, k * STRIDE, tilesX, pointBytes, tileBytes);
      }
      for (int i = 0; i < Math.min(STEP, height - ty); i++) {
        int to = yAt + (ty + i) * width * STRIDE;
        outputRow(i * row, bias, channel, y, to, width / STEP);
        if (width % STEP != 0) {
          outputEnd(i * row + (tilesX - 1) * TILE * STRIDE, bias, channel, y, to, width);
        }
      }
    }
  }

  private void outputColumn(
      ByteBuffer m, int from, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    int down = TILE * pointBytes;
    int row = tilesX * TILE * STRIDE;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * tileBytes + j;
        output(
            load(m, at),
            load(m, at + down),
            load(m, at + 2 * down),
            load(m, at + 3 * down),
            load(m, at + 4 * down),
            load(m, at + 5 * down),
            scratch,
            to + tx * TILE * STRIDE + j,
            row);
      }
    }
  }

  private void outputRow(
      int from, float[] bias, int channel, ByteBuffer y, int to, int wholeTiles) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < wholeTiles; tx++) {
      for (int j = 0; j < BLOCK; j += LANES) {
        int at = from + tx * TILE * STRIDE + j * Float.BYTES;
        FloatVector b = load(bias, channel + j);
        output(
            load(scratch, at).add(b),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            load(scratch, at + 4 * STRIDE),
            load(scratch, at + 5 * STRIDE).add(b),
            b,
            y,
            to + tx * STEP * STRIDE + j * Float.BYTES,
            STRIDE);
      }
    }
  }

  /** The columns of a last tile that goes beyond the plane. */
  private void outputEnd(int from, float[] bias, int channel, ByteBuffer y, int rowAt, int width) {
    int columns = width % STEP;
    int to = rowAt + (width - columns) * STRIDE;
    // Four outputs where the tile was; what belongs to the plane is copied from there.
    for (int j = 0; j < BLOCK; j += LANES) {
      int at = from + j * Float.BYTES;
      FloatVector b = load(bias, channel + j);
      output(
          load(scratch, at).add(b),
          load(scratch, at + STRIDE),
          load(scratch, at + 2 * STRIDE),
          load(scratch, at + 3 * STRIDE),
          load(scratch, at + 4 * STRIDE),
          load(scratch, at + 5 * STRIDE).add(b),
          b,
          scratch,
          at,
          STRIDE);
    }
    y.put(to, scratch, from, columns * STRIDE);
  }

  /**
   * The adjoint of {@link #transformOutput}: from the output's gradient to that of the products.
   *
   * @param dy the gradient's plane with rows and columns of zeros up to whole tiles
   * @param width positions of its rows
   */
  void transformOutputGradient(
      ByteBuffer dy,
      int dyAt,
      int width,
      int tilesY,
      int tilesX,
      ByteBuffer dm,
      int dmAt,
      int pointBytes,
      int tileBytes) {
    int row = width * STRIDE;
    for (int ty = 0; ty < tilesY; ty++) {
      outputGradientColumns(dy, dyAt + ty * STEP * row, row);
      int to = dmAt + ty * tilesX * tileBytes;
      for (int i = 0; i < TILE; i++) {
        int at = to + i * TILE * pointBytes;
        if (halves) {
          firstOutputGradientRowHalves(i * row, dm, at, tilesX, pointBytes, tileBytes);
          lastOutputGradientRowHalves(i * row, dm, at, tilesX, pointBytes, tileBytes);
        } else {
          outputGradientRow(i * row, dm, at, tilesX, pointBytes, tileBytes);
        }
      }
    }
  }

  private void outputGradientColumns(ByteBuffer dy, int from, int row) {
    ByteBuffer scratch = this.scratch;
    for (int j = 0; j < row; j += VECTOR) {
      outputGradient(
          load(dy, from + j),
          load(dy, from + j + row),
          load(dy, from + j + 2 * row),
          load(dy, from + j + 3 * row),
          scratch,
          j,
          row);
    }
  }

  private void outputGradientRow(
      int from, ByteBuffer dm, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * STEP * STRIDE + j;
        outputGradient(
            load(scratch, at),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            dm,
            to + tx * tileBytes + j,
            pointBytes);
      }
    }
  }

  private void firstOutputGradientRowHalves(
      int from, ByteBuffer dm, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * STEP * STRIDE + j;
        firstOutputGradientHalves(
            load(scratch, at),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            dm,
            to + tx * tileBytes + j / 2,
            pointBytes);
      }
    }
  }

  private void lastOutputGradientRowHalves(
      int from, ByteBuffer dm, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * STEP * STRIDE + j;
        lastOutputGradientHalves(
            load(scratch, at),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            dm,
            to + tx * tileBytes + j / 2,
            pointBytes);
      }
    }
  }

  /**
   * The adjoint of {@link #transformBordered}: adds up each tile's gradient where the tile was
   * read.
   *
   * @param dx the plane with its border
   * @param width positions of a row with the border
   */
  void transformInputGradient(
      ByteBuffer dv,
      int dvAt,
      int pointBytes,
      int tileBytes,
      ByteBuffer dx,
      int width,
      int tilesY,
      int tilesX) {
    int row = tilesX * TILE * STRIDE;
    for (int ty = 0; ty < tilesY; ty++) {
      int from = dvAt + ty * tilesX * tileBytes;
      for (int k = 0; k < TILE; k++) {
        inputGradientColumn(dv, from + k * pointBytes, k * STRIDE, tilesX, pointBytes, tileBytes);
      }
      for (int i = 0; i < TILE; i++) {
        int to = (ty * STEP + i) * width * STRIDE;
        if (ty > 0 && i < TILE - STEP) {
          addInputGradientRow(i * row, dx, to, tilesX);
        } else {
          inputGradientRow(i * row, dx, to, tilesX);
        }
      }
    }
  }

  private void inputGradientColumn(
      ByteBuffer dv, int from, int to, int tilesX, int pointBytes, int tileBytes) {
    ByteBuffer scratch = this.scratch;
    int down = TILE * pointBytes;
    int row = tilesX * TILE * STRIDE;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * tileBytes + j;
        inputGradient(
            load(dv, at),
            load(dv, at + down),
            load(dv, at + 2 * down),
            load(dv, at + 3 * down),
            load(dv, at + 4 * down),
            load(dv, at + 5 * down),
            scratch,
            to + tx * TILE * STRIDE + j,
            row);
      }
    }
  }

  /** A row that the tiles above have left something in. */
  private void addInputGradientRow(int from, ByteBuffer dx, int to, int tilesX) {
    ByteBuffer scratch = this.scratch;
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * TILE * STRIDE + j;
        addInputGradient(
            load(scratch, at),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            load(scratch, at + 4 * STRIDE),
            load(scratch, at + 5 * STRIDE),
            dx,
            to + tx * STEP * STRIDE + j);
      }
    }
  }

  /** A row that is new: the first two positions of a tile hold what the tile before it gave. */
  private void inputGradientRow(int from, ByteBuffer dx, int to, int tilesX) {
    ByteBuffer scratch = this.scratch;
    for (int j = 0; j < (TILE - STEP) * STRIDE; j += VECTOR) {
      store(zero(), dx, to + j);
    }
    for (int tx = 0; tx < tilesX; tx++) {
      for (int j = 0; j < STRIDE; j += VECTOR) {
        int at = from + tx * TILE * STRIDE + j;
        int q = to + tx * STEP * STRIDE + j;
        appendInputGradient(
            load(scratch, at),
            load(scratch, at + STRIDE),
            load(scratch, at + 2 * STRIDE),
            load(scratch, at + 3 * STRIDE),
            load(scratch, at + 4 * STRIDE),
            load(scratch, at + 5 * STRIDE),
            load(dx, q),
            load(dx, q + STRIDE),
            dx,
            q);
      }
    }
  }

  /**
   * Transforms filters, a vector of output channels at a time.
   *
   * @param g {@code [3, 3, in, out]}
   * @param u {@code [36, in, out]}
   * @param pairs input times output channels
   */
  void transformFilter(ByteBuffer g, ByteBuffer u, int pairs) {
    int step = pairs * Float.BYTES;
    int row = FILTERS * VECTOR;
    for (int q = 0; q < step; q += row) {
      int length = Math.min(row, step - q);
      for (int k = 0; k < 3; k++) {
        filterColumn(g, q + k * step, 3 * step, scratch, k * row, 3 * row, length);
      }
      for (int i = 0; i < TILE; i++) {
        filterColumn(scratch, 3 * i * row, row, u, i * TILE * step + q, step, length);
      }
    }
  }

  private void filterColumn(
      ByteBuffer g, int from, int down, ByteBuffer u, int to, int step, int length) {
    for (int j = 0; j < length; j += VECTOR) {
      int at = from + j;
      filter(load(g, at), load(g, at + down), load(g, at + 2 * down), u, to + j, step);
    }
  }

  /** The adjoint of {@link #transformFilter}. */
  void transformFilterGradient(ByteBuffer du, ByteBuffer dg, int pairs) {
    int step = pairs * Float.BYTES;
    int row = FILTERS * VECTOR;
    for (int q = 0; q < step; q += row) {
      int length = Math.min(row, step - q);
      for (int k = 0; k < TILE; k++) {
        filterGradientColumn(du, q + k * step, TILE * step, scratch, k * row, TILE * row, length);
      }
      for (int i = 0; i < 3; i++) {
        filterGradientColumn(scratch, i * TILE * row, row, dg, 3 * i * step + q, step, length);
      }
    }
  }

  private void filterGradientColumn(
      ByteBuffer du, int from, int down, ByteBuffer dg, int to, int step, int length) {
    for (int j = 0; j < length; j += VECTOR) {
      int at = from + j;
      filterGradient(
          load(du, at),
          load(du, at + down),
          load(du, at + 2 * down),
          load(du, at + 3 * down),
          load(du, at + 4 * down),
          load(du, at + 5 * down),
          dg,
          to + j,
          step);
    }
  }

  /** Adds the sum over the positions of each channel of a plane. */
  void addSums(ByteBuffer x, int at, int positions, float[] sums, int channel) {
    for (int j = 0; j < BLOCK; j += LANES) {
      FloatVector sum = load(sums, channel + j);
      for (int i = 0, from = at + Float.BYTES * j; i < positions; i++, from += STRIDE) {
        sum = sum.add(load(x, from));
      }
      sum.intoArray(sums, channel + j);
    }
  }
}
