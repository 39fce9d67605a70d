package io.diffrep.engine.host;

import static io.diffrep.engine.host.Vectors.VECTOR;
import static io.diffrep.engine.host.Vectors.load;
import static io.diffrep.engine.host.WinogradKernels.FILTERS;
import static io.diffrep.engine.host.WinogradKernels.TILE;
import static io.diffrep.engine.host.WinogradTransforms.filter;
import static io.diffrep.engine.host.WinogradTransforms.filterGradient;

import java.nio.ByteBuffer;

/**
 * From filters to their points, and from the points' gradient to the filters'; compiled as {@link
 * WinogradKernels} says.
 */
final class WinogradFilterKernels {
  private final ByteBuffer scratch;

  /**
   * @param scratch {@link WinogradKernels#scratchBytes} that nobody else uses meanwhile
   */
  WinogradFilterKernels(ByteBuffer scratch) {
    this.scratch = scratch;
  }

  /**
   * Transforms filters, a vector of output channels at a time.
   *
   * @param g {@code [3, 3, in, out]}
   * @param u {@code [36, in, out]}
   * @param pairs input times output channels
   */
  void transform(ByteBuffer g, ByteBuffer u, int pairs) {
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

  /** The adjoint of {@link #transform}. */
  void gradient(ByteBuffer du, ByteBuffer dg, int pairs) {
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
}
