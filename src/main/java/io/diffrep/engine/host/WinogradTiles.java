package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;
import static io.diffrep.engine.host.WinogradKernels.STEP;
import static io.diffrep.engine.host.WinogradKernels.TILE;

import java.util.ArrayList;
import java.util.List;

/** How a convolution's maps divide into Winograd's tiles, and a batch into parts. */
final class WinogradTiles {
  /** Bytes of transformed tiles, in and out, that the caches of a core hold well. */
  private static final long CACHED = 3L << 20;

  private final Workspace workspace;
  private final MapLayout in;
  private final MapLayout out;
  private final int tilesY;
  private final int tilesX;
  private final List<Range> ranges;

  /**
   * Images that are computed together.
   *
   * @param first the first of them
   * @param images how many
   */
  record Range(int first, int images) {}

  /**
   * @param in layout of the convolution's input
   * @param out layout of its output
   */
  WinogradTiles(Workspace workspace, MapLayout in, MapLayout out) {
    this.workspace = workspace;
    this.in = in;
    this.out = out;
    tilesY = (out.height() + STEP - 1) / STEP;
    tilesX = (out.width() + STEP - 1) / STEP;
    ranges = even();
  }

  /** As even as can be, so that at most two sizes of matrices occur. */
  private List<Range> even() {
    long imageBytes = (long) POINTS * count() * (in.channels() + out.channels()) * Float.BYTES;
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

  MapLayout in() {
    return in;
  }

  MapLayout out() {
    return out;
  }

  /** Rows of tiles. */
  int rows() {
    return tilesY;
  }

  /** Tiles of a row. */
  int columns() {
    return tilesX;
  }

  /** Tiles of a plane. */
  int count() {
    return tilesY * tilesX;
  }

  /** Bytes from one position of a plane to the next. */
  int stride() {
    return in.block() * Float.BYTES;
  }

  /** Whether the output's planes are whole tiles. */
  boolean areWhole() {
    return out.height() % STEP == 0 && out.width() % STEP == 0;
  }

  /** Positions of a row of an input's plane within a border of zeros. */
  int borderedWidth() {
    return tilesX * STEP + TILE - STEP;
  }

  /** Bytes of an input's plane within its border. */
  long borderedBytes() {
    return (long) (tilesY * STEP + TILE - STEP) * borderedWidth() * stride();
  }

  /** Where a row of an input's plane begins in the plane with its border. */
  int inBorder(int row) {
    return ((row + 1) * borderedWidth() + 1) * stride();
  }

  /**
   * Makes something for each part of the batch, with matrices of its tiles, by input and by output
   * channels. The matrices of all parts lie in the same buffers, which other layers use, too.
   *
   * @param type oneDNN's name of the type of the input's matrices
   * @param productsType likewise of the output's
   */
  <T> List<T> bind(int type, int productsType, Maker<T> maker) {
    BufferPool pool = workspace.pool();
    int most = count() * ranges.stream().mapToInt(Range::images).max().orElseThrow();
    NativeBuffer tilesBuffer = pool.takeRounded(TileMatrices.bytes(most, in.channels()));
    NativeBuffer productsBuffer = pool.takeRounded(TileMatrices.bytes(most, out.channels()));
    List<T> made = new ArrayList<>();
    for (Range range : ranges) {
      int tiles = range.images() * count();
      made.add(
          maker.make(
              range,
              new TileMatrices(tilesBuffer, tiles, in.channels(), type),
              new TileMatrices(productsBuffer, tiles, out.channels(), productsType)));
    }
    pool.giveRounded(tilesBuffer);
    pool.giveRounded(productsBuffer);
    return made;
  }

  /** What {@link #bind} makes of a part of the batch. */
  interface Maker<T> {
    T make(Range range, TileMatrices tiles, TileMatrices products);
  }
}
