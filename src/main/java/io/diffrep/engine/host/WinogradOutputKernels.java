package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.BLOCK;
import static io.diffrep.engine.host.Vectors.LANES;
import static io.diffrep.engine.host.Vectors.STRIDE;
import static io.diffrep.engine.host.Vectors.VECTOR;
import static io.diffrep.engine.host.Vectors.load;
import static io.diffrep.engine.host.WinogradKernels.STEP;
import static io.diffrep.engine.host.WinogradKernels.TILE;
import static io.diffrep.engine.host.WinogradTransforms.firstOutputGradientHalves;
import static io.diffrep.engine.host.WinogradTransforms.lastOutputGradientHalves;
import static io.diffrep.engine.host.WinogradTransforms.output;
import static io.diffrep.engine.host.WinogradTransforms.outputGradient;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * From products back to a plane, and from the plane's gradient to that of the products; compiled as
 * {@link WinogradKernels} says.
 */
final class WinogradOutputKernels {
  private final ByteBuffer scratch;
  private final boolean halves;

  /**
   * @param scratch {@link WinogradKernels#scratchBytes} that nobody else uses meanwhile
   * @param halves whether what the products take is stored as bfloat16
   */
  WinogradOutputKernels(ByteBuffer scratch, boolean halves) {
    this.scratch = scratch;
    this.halves = halves;
  }

  /**
   * Transforms products back to a plane, beyond whose end its last tiles may go, and adds a bias.
   *
   * @param m products, the first point of the first tile at {@code mAt}
   * @param bias a number a channel
   * @param y the plane
   */
  void transform(
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
   * The adjoint of {@link #transform}: from the output's gradient to that of the products.
   *
   * @param dy the gradient's plane with rows and columns of zeros up to whole tiles
   * @param width positions of its rows
   */
  void gradient(
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
