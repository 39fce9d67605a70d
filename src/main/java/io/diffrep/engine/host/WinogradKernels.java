package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.STRIDE;

import java.nio.ByteBuffer;

/**
 * Winograd's F(4x4, 3x3): {@link WinogradTransforms} along the columns of a tile into scratch
 * space, and from there along its rows, since all of it would not fit the registers. Tiles lie as
 * {@link TileMatrices} says. Each method of the three classes is compiled by itself, as those of
 * {@link VectorKernels} are, and holds one transform.
 *
 * @param input of a convolution's input
 * @param output of its output
 * @param filter of its filter
 */
record WinogradKernels(
    WinogradInputKernels input, WinogradOutputKernels output, WinogradFilterKernels filter) {
  /** Rows and columns of a tile of inputs. */
  static final int TILE = 6;

  /** Rows and columns of a tile of outputs. */
  static final int STEP = 4;

  /** Products of a tile. */
  static final int POINTS = TILE * TILE;

  /** Vectors of filters that are transformed together. */
  static final int FILTERS = 16;

  /** Bytes of scratch space that rows of so many tiles need, and filters. */
  static long scratchBytes(int tilesX) {
    return (long) POINTS * Math.max(tilesX, FILTERS) * STRIDE;
  }

  /**
   * @param scratch {@link #scratchBytes} that nobody else uses meanwhile
   * @param halves whether what the products take, inputs and the output's gradient, is stored as
   *     bfloat16
   */
  static WinogradKernels of(ByteBuffer scratch, boolean halves) {
    return new WinogradKernels(
        new WinogradInputKernels(scratch, halves),
        new WinogradOutputKernels(scratch, halves),
        new WinogradFilterKernels(scratch));
  }
}
