package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.STRIDE;
import static io.diffrep.engine.host.Vectors.VECTOR;
import static io.diffrep.engine.host.Vectors.load;
import static io.diffrep.engine.host.Vectors.store;
import static io.diffrep.engine.host.Vectors.zero;
import static io.diffrep.engine.host.WinogradKernels.STEP;
import static io.diffrep.engine.host.WinogradKernels.TILE;
import static io.diffrep.engine.host.WinogradTransforms.addInputGradient;
import static io.diffrep.engine.host.WinogradTransforms.appendInputGradient;
import static io.diffrep.engine.host.WinogradTransforms.firstInputHalves;
import static io.diffrep.engine.host.WinogradTransforms.input;
import static io.diffrep.engine.host.WinogradTransforms.inputGradient;
import static io.diffrep.engine.host.WinogradTransforms.lastInputHalves;

import java.nio.ByteBuffer;

/**
 * From a plane to the tiles of Winograd's F(4x4, 3x3), and from the tiles' gradient to the plane's;
 * compiled as {@link WinogradKernels} says.
 */
final class WinogradInputKernels {
  private final ByteBuffer scratch;
  private final boolean halves;

  /**
   * @param scratch {@link WinogradKernels#scratchBytes} that nobody else uses meanwhile
   * @param halves whether what the products take is stored as bfloat16
   */
  WinogradInputKernels(ByteBuffer scratch, boolean halves) {
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
  void transform(
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
   * The adjoint of {@link #transformBordered}: adds up each tile's gradient where the tile was
   * read.
   *
   * @param dx the plane with its border
   * @param width positions of a row with the border
   */
  void gradient(
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
}
