package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.STEP;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.diffrep.engine.host.MapTensor.Contribution;
import io.diffrep.engine.host.OneDnn.Primitive;
import io.diffrep.engine.host.WinogradTiles.Range;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The adjoints of the steps of a {@link WinogradLayer}. */
final class WinogradBackward {
  private final Workspace workspace;
  private final WinogradTiles tiling;
  private final WinogradKernels kernels;
  private final WinogradFilter filter;
  private final WinogradInput input;
  private final ByteBuffer dy;
  private final float[] biasSums;

  /** One plane of the output's gradient with zeros up to whole tiles, or null where it ends so. */
  private final NativeBuffer padded;

  /** What the input's gradient gets, or null. */
  private final Contribution contribution;

  /** One plane of the input's gradient with its border, or null. */
  private final NativeBuffer bordered;

  private final List<Part> parts;

  /**
   * Some images with their matrices.
   *
   * @param products the gradient of the products
   * @param filterGradient makes the filter's from these two
   * @param tilesGradient the tiles' gradient, in the place of the tiles
   * @param tileGradient makes that, or null
   */
  private record Part(
      Range range,
      TileMatrices tiles,
      TileMatrices products,
      Primitive filterGradient,
      TileMatrices tilesGradient,
      Primitive tileGradient) {}

  WinogradBackward(
      Workspace workspace,
      WinogradTiles tiling,
      WinogradKernels kernels,
      WinogradFilter filter,
      WinogradInput input,
      MapTensor x,
      MapTensor y) {
    this.workspace = workspace;
    this.tiling = tiling;
    this.kernels = kernels;
    this.filter = filter;
    this.input = input;
    dy = y.gradient().bytes();
    biasSums = new float[tiling.out().channels()];
    BufferPool pool = workspace.pool();
    padded =
        tiling.areWhole() ? null : pool.own((long) tiling.count() * STEP * STEP * tiling.stride());
    contribution = x.needsGradient() ? x.contribute() : null;
    bordered = x.needsGradient() ? pool.own(tiling.borderedBytes()) : null;
    parts = tiling.bind(filter.type(), filter.type(), this::part);
  }

  private Part part(Range range, TileMatrices tiles, TileMatrices products) {
    TileMatrices gradient =
        new TileMatrices(tiles.buffer(), tiles.count(), tiles.channels(), dnnl_f32);
    return new Part(
        range,
        tiles,
        products,
        filter.filterGradient(tiles, products, range.first() > 0),
        gradient,
        contribution == null ? null : filter.tileGradient(products, gradient));
  }

  void run() {
    Arrays.fill(biasSums, 0);
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      transformOutputGradient(part);
      input.transform(part.range(), part.tiles(), null);
      part.filterGradient().run();
      if (part.tileGradient() != null) {
        part.tileGradient().run();
        transformInputGradient(part);
      }
    }
    filter.deliverGradients(kernels, biasSums);
  }

  private void transformOutputGradient(Part part) {
    MapLayout out = tiling.out();
    TileMatrices products = part.products();
    for (int i = 0; i < part.range().images(); i++) {
      for (int b = 0; b < out.blocks(); b++) {
        int plane = out.plane(part.range().first() + i, b);
        kernels.output().addSums(dy, plane, out.positions(), biasSums, b * out.block());
        boolean whole = padded == null;
        if (!whole) {
          copyIntoPadding(plane);
        }
        kernels
            .output()
            .gradient(
                whole ? dy : padded.bytes(),
                whole ? plane : 0,
                tiling.columns() * STEP,
                tiling.rows(),
                tiling.columns(),
                products.bytes(),
                products.at(i * tiling.count(), b * out.block()),
                products.pointBytes(),
                products.tileBytes());
      }
    }
  }

  private void copyIntoPadding(int plane) {
    int row = tiling.out().width() * tiling.stride();
    for (int r = 0; r < tiling.out().height(); r++) {
      padded.bytes().put(r * tiling.columns() * STEP * tiling.stride(), dy, plane + r * row, row);
    }
  }

  private void transformInputGradient(Part part) {
    MapLayout in = tiling.in();
    TileMatrices tiles = part.tilesGradient();
    for (int i = 0; i < part.range().images(); i++) {
      for (int b = 0; b < in.blocks(); b++) {
        kernels
            .input()
            .gradient(
                tiles.bytes(),
                tiles.at(i * tiling.count(), b * in.block()),
                tiles.pointBytes(),
                tiles.tileBytes(),
                bordered.bytes(),
                tiling.borderedWidth(),
                tiling.rows(),
                tiling.columns());
        deliver(in.plane(part.range().first() + i, b));
      }
    }
  }

  private void deliver(int plane) {
    int row = tiling.in().width() * tiling.stride();
    ByteBuffer target = contribution.target().bytes();
    for (int r = 0; r < tiling.in().height(); r++) {
      int at = plane + r * row;
      if (contribution.isFirst()) {
        target.put(at, bordered.bytes(), tiling.inBorder(r), row);
      } else {
        ByteBuffer before = contribution.before().bytes();
        workspace.kernels().add(bordered.bytes(), tiling.inBorder(r), before, at, target, at, row);
      }
    }
  }
}
