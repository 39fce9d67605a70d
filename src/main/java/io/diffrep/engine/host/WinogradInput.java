package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.STEP;

import io.diffrep.engine.host.WinogradTiles.Range;
import java.nio.ByteBuffer;

/** Transforms the tiles of a convolution's input. */
final class WinogradInput {
  private final WinogradTiles tiling;
  private final WinogradKernels kernels;
  private final ByteBuffer x;

  /** One plane within a border of zeros, or null where planes are read as they lie. */
  private final NativeBuffer bordered;

  WinogradInput(Workspace workspace, WinogradTiles tiling, WinogradKernels kernels, MapTensor x) {
    this.tiling = tiling;
    this.kernels = kernels;
    this.x = x.data().bytes();
    MapLayout in = tiling.in();
    boolean asItLies = tiling.rows() > 1 && in.height() % STEP == 0 && in.width() % STEP == 0;
    bordered = asItLies ? null : workspace.pool().own(tiling.borderedBytes());
  }

  /**
   * Transforms some images.
   *
   * @param range which
   * @param tiles where their tiles go
   * @param before runs before an image is read, or null
   */
  void transform(Range range, TileMatrices tiles, ImageLayer before) {
    MapLayout in = tiling.in();
    for (int i = 0; i < range.images(); i++) {
      int image = range.first() + i;
      if (before != null) {
        before.forward(image);
      }
      for (int b = 0; b < in.blocks(); b++) {
        transform(in.plane(image, b), tiles, tiles.at(i * tiling.count(), b * in.block()));
      }
    }
  }

  private void transform(int plane, TileMatrices tiles, int at) {
    if (bordered == null) {
      kernels
          .input()
          .transform(
              x,
              plane,
              tiling.rows(),
              tiling.columns(),
              tiles.bytes(),
              at,
              tiles.pointBytes(),
              tiles.tileBytes());
      return;
    }
    copyIntoBorder(plane);
    kernels
        .input()
        .transformBordered(
            bordered.bytes(),
            tiling.borderedWidth(),
            tiling.rows(),
            tiling.columns(),
            tiles.bytes(),
            at,
            tiles.pointBytes(),
            tiles.tileBytes());
  }

  private void copyIntoBorder(int plane) {
    int row = tiling.in().width() * tiling.stride();
    for (int r = 0; r < tiling.in().height(); r++) {
      bordered.bytes().put(tiling.inBorder(r), x, plane + r * row, row);
    }
  }
}
