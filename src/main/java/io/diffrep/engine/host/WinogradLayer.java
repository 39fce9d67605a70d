package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.diffrep.engine.host.OneDnn.Primitive;
import io.diffrep.engine.host.WinogradTiles.Range;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A 3x3 convolution of stride 1 by Winograd's F(4x4, 3x3): tiles are transformed, each of their 36
 * points is a product of matrices [tiles, in] and [in, out], by oneDNN, and the products are
 * transformed back. Some images at a time, so that what lies between stays in the cache.
 */
final class WinogradLayer implements Layer {
  private final Workspace workspace;
  private final WinogradKernels kernels;
  private final WinogradFilter filter;
  private final WinogradTiles tiling;
  private final WinogradInput input;
  private final MapTensor x;
  private final MapTensor y;
  private final ByteBuffer yData;
  private final List<Part> parts;
  private WinogradBackward backward;

  /**
   * Some images with their matrices.
   *
   * @param product makes the products from the tiles
   */
  private record Part(Range range, TileMatrices tiles, TileMatrices products, Primitive product) {}

  WinogradLayer(
      Workspace workspace,
      ConvolutionShape shape,
      WinogradFilter filter,
      MapTensor x,
      MapTensor y) {
    this.workspace = workspace;
    this.filter = filter;
    this.x = x;
    this.y = y;
    tiling =
        new WinogradTiles(
            workspace, x.layout().withChannels(shape.in()), y.layout().withChannels(shape.out()));
    kernels = workspace.winograd(tiling.columns(), filter.type() != dnnl_f32);
    input = new WinogradInput(workspace, tiling, kernels, x);
    yData = y.data().bytes();
    parts =
        tiling.bind(
            filter.type(),
            dnnl_f32,
            (range, tiles, products) ->
                new Part(range, tiles, products, filter.product(tiles, products)));
  }

  @Override
  public String kind() {
    return MeasuredWork.kind("convolution 3x3 stride 1 by Winograd", filter.type() != dnnl_f32);
  }

  @Override
  public void prepare() {
    filter.prepare(kernels);
  }

  @Override
  public void forward() {
    forward(null, null);
  }

  /**
   * Runs forward, and two other layers along with each image.
   *
   * @param before runs before the image is read, or null
   * @param behind runs once the image is there, or null
   */
  void forward(ImageLayer before, ImageLayer behind) {
    if (before != null) {
      before.begin();
    }
    if (behind != null) {
      behind.begin();
    }
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      input.transform(part.range(), part.tiles(), before);
      part.product().run();
      transformOutput(part, behind);
    }
  }

  private void transformOutput(Part part, ImageLayer behind) {
    MapLayout out = tiling.out();
    TileMatrices products = part.products();
    for (int i = 0; i < part.range().images(); i++) {
      int image = part.range().first() + i;
      for (int b = 0; b < out.blocks(); b++) {
        kernels
            .output()
            .transform(
                products.bytes(),
                products.at(i * tiling.count(), b * out.block()),
                products.pointBytes(),
                products.tileBytes(),
                filter.bias(),
                b * out.block(),
                yData,
                out.plane(image, b),
                out.height(),
                out.width());
      }
      if (behind != null) {
        behind.forward(image);
      }
    }
  }

  @Override
  public void bindBackward() {
    backward = new WinogradBackward(workspace, tiling, kernels, filter, input, x, y);
  }

  @Override
  public void backward() {
    backward.run();
  }
}
