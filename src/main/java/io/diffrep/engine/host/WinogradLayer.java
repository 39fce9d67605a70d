package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;
import static io.diffrep.engine.host.WinogradKernels.STEP;
import static io.diffrep.engine.host.WinogradKernels.TILE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import io.diffrep.engine.host.MapTensor.Contribution;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A 3x3 convolution of stride 1 by Winograd's F(4x4, 3x3): tiles are transformed, each of their 36
 * points is a product of matrices [tiles, in] and [in, out], by oneDNN, and the products are
 * transformed back. Some images at a time, so that what lies between stays in the cache. Backward
 * runs the adjoints of the same steps.
 */
final class WinogradLayer implements Layer {
  /** Bytes of transformed tiles, in and out, that the caches of a core hold well. */
  private static final long CACHED = 3L << 20;

  private final Workspace workspace;
  private final WinogradKernels kernels;
  private final WinogradFilter filter;
  private final MapTensor x;
  private final MapTensor y;
  private final MapLayout in;
  private final MapLayout out;
  private final int tilesY;
  private final int tilesX;
  private final List<Range> ranges;
  private final List<Chunk> forward = new ArrayList<>();
  private final List<Chunk> backward = new ArrayList<>();
  private final ByteBuffer xData;
  private final ByteBuffer yData;

  /** One plane of the input within a border of zeros, or null where it is read as it lies. */
  private final NativeBuffer bordered;

  /** One plane of the output's gradient with zeros up to whole tiles, where it does not end so. */
  private NativeBuffer padded;

  /** One plane of the input's gradient with its border. */
  private NativeBuffer gradient;

  private ByteBuffer dy;
  private Contribution contribution;
  private float[] biasSums;

  /**
   * Images that are computed together.
   *
   * @param first the first of them
   * @param images how many
   */
  private record Range(int first, int images) {}

  /**
   * A range with its matrices in one direction.
   *
   * @param tiles the tiles
   * @param products forward, their products; backward, the gradient of these
   * @param product forward, what makes the products; backward, the filter's gradient
   * @param gradient backward, the tiles' gradient, in the place of the tiles, or null
   * @param data backward, what makes that, or null
   */
  private record Chunk(
      Range range,
      TileMatrices tiles,
      TileMatrices products,
      Primitive product,
      TileMatrices gradient,
      Primitive data) {}

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
    in = x.layout().withChannels(shape.in());
    out = y.layout().withChannels(shape.out());
    tilesY = (out.height() + STEP - 1) / STEP;
    tilesX = (out.width() + STEP - 1) / STEP;
    kernels = workspace.winograd(tilesX, filter.type() != dnnl_f32);
    boolean asItLies = tilesY > 1 && in.height() % STEP == 0 && in.width() % STEP == 0;
    bordered = asItLies ? null : workspace.pool().own(borderedBytes());
    xData = x.data().bytes();
    yData = y.data().bytes();
    ranges = ranges();
    bind(
        forward,
        dnnl_f32,
        (range, tiles, products) ->
            new Chunk(range, tiles, products, filter.product(tiles, products), null, null));
  }

  private int stride() {
    return in.block() * Float.BYTES;
  }

  private int tiles() {
    return tilesY * tilesX;
  }

  private long borderedBytes() {
    return (long) (tilesY * STEP + TILE - STEP) * borderedWidth() * stride();
  }

  private int borderedWidth() {
    return tilesX * STEP + TILE - STEP;
  }

  /** As even as can be, so that at most two sizes of matrices occur. */
  private List<Range> ranges() {
    long imageBytes = (long) POINTS * tiles() * (in.channels() + out.channels()) * Float.BYTES;
    int together = (int) Math.max(1, Math.min(in.batch(), CACHED / imageBytes));
    int count = (in.batch() + together - 1) / together;
    List<Range> even = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int first = (int) ((long) in.batch() * i / count);
      int next = (int) ((long) in.batch() * (i + 1) / count);
      even.add(new Range(first, next - first));
    }
    return even;
  }

  private interface ChunkMaker {
    Chunk make(Range range, TileMatrices tiles, TileMatrices products);
  }

  /** The matrices of all ranges lie in the same buffers, which other layers use, too. */
  private void bind(List<Chunk> chunks, int productsType, ChunkMaker maker) {
    BufferPool pool = workspace.pool();
    int most = tiles() * ranges.stream().mapToInt(Range::images).max().orElseThrow();
    NativeBuffer tilesBuffer = pool.takeRounded(TileMatrices.bytes(most, in.channels()));
    NativeBuffer productsBuffer = pool.takeRounded(TileMatrices.bytes(most, out.channels()));
    for (Range range : ranges) {
      int count = range.images() * tiles();
      chunks.add(
          maker.make(
              range,
              new TileMatrices(tilesBuffer, count, in.channels(), filter.type()),
              new TileMatrices(productsBuffer, count, out.channels(), productsType)));
    }
    pool.giveRounded(tilesBuffer);
    pool.giveRounded(productsBuffer);
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
    for (int i = 0; i < forward.size(); i++) {
      Chunk chunk = forward.get(i);
      transformInput(chunk, before);
      chunk.product().run();
      transformOutput(chunk, behind);
    }
  }

  private void transformInput(Chunk chunk, ImageLayer before) {
    TileMatrices tiles = chunk.tiles();
    for (int i = 0; i < chunk.range().images(); i++) {
      if (before != null) {
        before.forward(chunk.range().first() + i);
      }
      for (int b = 0; b < in.blocks(); b++) {
        int plane = in.plane(chunk.range().first() + i, b);
        int at = tiles.at(i * tiles(), b * in.block());
        if (bordered == null) {
          kernels.transformInput(
              xData,
              plane,
              tilesY,
              tilesX,
              tiles.bytes(),
              at,
              tiles.pointBytes(),
              tiles.tileBytes());
        } else {
          copyIntoBorder(plane);
          kernels.transformBordered(
              bordered.bytes(),
              borderedWidth(),
              tilesY,
              tilesX,
              tiles.bytes(),
              at,
              tiles.pointBytes(),
              tiles.tileBytes());
        }
      }
    }
  }

  private void copyIntoBorder(int plane) {
    int row = in.width() * stride();
    for (int r = 0; r < in.height(); r++) {
      bordered.bytes().put(inBorder(r), xData, plane + r * row, row);
    }
  }

  /** Where a row begins in a plane with its border. */
  private int inBorder(int row) {
    return ((row + 1) * borderedWidth() + 1) * stride();
  }

  private void transformOutput(Chunk chunk, ImageLayer behind) {
    TileMatrices products = chunk.products();
    for (int i = 0; i < chunk.range().images(); i++) {
      for (int b = 0; b < out.blocks(); b++) {
        kernels.transformOutput(
            products.bytes(),
            products.at(i * tiles(), b * out.block()),
            products.pointBytes(),
            products.tileBytes(),
            filter.bias(),
            b * out.block(),
            yData,
            out.plane(chunk.range().first() + i, b),
            out.height(),
            out.width());
      }
      if (behind != null) {
        behind.forward(chunk.range().first() + i);
      }
    }
  }

  @Override
  public void bindBackward() {
    dy = y.gradient().bytes();
    biasSums = new float[out.channels()];
    if (out.height() % STEP != 0 || out.width() % STEP != 0) {
      padded = workspace.pool().own((long) tiles() * STEP * STEP * stride());
    }
    if (x.needsGradient()) {
      contribution = x.contribute();
      gradient = workspace.pool().own(borderedBytes());
    }
    bind(backward, filter.type(), this::backwardChunk);
  }

  private Chunk backwardChunk(Range range, TileMatrices tiles, TileMatrices products) {
    TileMatrices dTiles =
        new TileMatrices(tiles.buffer(), tiles.count(), tiles.channels(), dnnl_f32);
    return new Chunk(
        range,
        tiles,
        products,
        filter.filterGradient(tiles, products, range.first() > 0),
        dTiles,
        x.needsGradient() ? filter.tileGradient(products, dTiles) : null);
  }

  @Override
  public void backward() {
    Arrays.fill(biasSums, 0);
    for (int i = 0; i < backward.size(); i++) {
      Chunk chunk = backward.get(i);
      transformOutputGradient(chunk);
      transformInput(chunk, null);
      chunk.product().run();
      if (chunk.data() != null) {
        chunk.data().run();
        transformInputGradient(chunk);
      }
    }
    filter.deliverGradients(kernels, biasSums);
  }

  private void transformOutputGradient(Chunk chunk) {
    TileMatrices products = chunk.products();
    for (int i = 0; i < chunk.range().images(); i++) {
      for (int b = 0; b < out.blocks(); b++) {
        int plane = out.plane(chunk.range().first() + i, b);
        kernels.addSums(dy, plane, out.positions(), biasSums, b * out.block());
        boolean whole = padded == null;
        if (!whole) {
          copyIntoPadding(plane);
        }
        kernels.transformOutputGradient(
            whole ? dy : padded.bytes(),
            whole ? plane : 0,
            tilesX * STEP,
            tilesY,
            tilesX,
            products.bytes(),
            products.at(i * tiles(), b * out.block()),
            products.pointBytes(),
            products.tileBytes());
      }
    }
  }

  private void copyIntoPadding(int plane) {
    int row = out.width() * stride();
    for (int r = 0; r < out.height(); r++) {
      padded.bytes().put(r * tilesX * STEP * stride(), dy, plane + r * row, row);
    }
  }

  private void transformInputGradient(Chunk chunk) {
    TileMatrices tiles = chunk.gradient();
    for (int i = 0; i < chunk.range().images(); i++) {
      for (int b = 0; b < in.blocks(); b++) {
        kernels.transformInputGradient(
            tiles.bytes(),
            tiles.at(i * tiles(), b * in.block()),
            tiles.pointBytes(),
            tiles.tileBytes(),
            gradient.bytes(),
            borderedWidth(),
            tilesY,
            tilesX);
        deliver(in.plane(chunk.range().first() + i, b));
      }
    }
  }

  private void deliver(int plane) {
    int row = in.width() * stride();
    ByteBuffer target = contribution.target().bytes();
    for (int r = 0; r < in.height(); r++) {
      int at = plane + r * row;
      if (contribution.isFirst()) {
        target.put(at, gradient.bytes(), inBorder(r), row);
      } else {
        ByteBuffer before = contribution.before().bytes();
        workspace.kernels().add(gradient.bytes(), inBorder(r), before, at, target, at, row);
      }
    }
  }
}
