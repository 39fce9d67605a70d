package io.diffrep.engine.host;

import io.diffrep.engine.Operation.Attention;
import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention image by image: what all positions say of all others is made in space of one image,
 * which stays in the core's cache, and made anew backward instead of being kept for the batch.
 */
final class AttentionLayer implements Layer {
  private final Kernels kernels;
  private final MapTensor x;
  private final MapTensor y;
  private final float scale;
  private final int channels;
  private final int positions;
  private final PositionMatrix inputs;
  private final PositionMatrix outputs;
  private final ByteBuffer xData;
  private final ByteBuffer yData;

  /** Space of one image. */
  private final List<NativeBuffer> taken = new ArrayList<>();

  private final Parts parts;
  private final Square weights;
  private final NativeBuffer resultSpace;
  private final DenseMatrix result;

  /** Null at inference, as the next. */
  private final Parts partGradients;

  private final Square weightGradients;
  private Contribution contribution;
  private ByteBuffer dy;

  /** Queries, keys and values side by side, {@code [positions, channels]} each. */
  private record Parts(
      NativeBuffer space, DenseMatrix queries, DenseMatrix keys, DenseMatrix values) {
    static Parts of(NativeBuffer space, int positions, int channels) {
      return new Parts(
          space,
          DenseMatrix.beside(space, 0, 3, positions, channels),
          DenseMatrix.beside(space, 1, 3, positions, channels),
          DenseMatrix.beside(space, 2, 3, positions, channels));
    }
  }

  /** What each position takes from each other: a row for each that takes. */
  private record Square(NativeBuffer space, DenseMatrix matrix) {
    static Square of(NativeBuffer space, int positions) {
      return new Square(space, DenseMatrix.of(space, positions, positions));
    }
  }

  AttentionLayer(Workspace workspace, Attention operation, MapTensor x, MapTensor y) {
    this.x = x;
    this.y = y;
    kernels = workspace.kernels();
    scale = (float) operation.scale();
    channels = operation.output().channels();
    positions = operation.output().positions();
    inputs = new PositionMatrix(x.layout());
    outputs = new PositionMatrix(y.layout());
    xData = x.data().bytes();
    yData = y.data().bytes();
    BufferPool pool = workspace.pool();
    boolean training = workspace.training();
    long square = (long) positions * positions * Float.BYTES;
    parts = Parts.of(take(pool, inputs.bytes()), positions, channels);
    weights = Square.of(take(pool, square), positions);
    resultSpace = take(pool, outputs.bytes());
    result = DenseMatrix.of(resultSpace, positions, channels);
    partGradients = training ? Parts.of(take(pool, inputs.bytes()), positions, channels) : null;
    weightGradients = training ? Square.of(take(pool, square), positions) : null;
    taken.forEach(pool::giveRounded);
  }

  private NativeBuffer take(BufferPool pool, long bytes) {
    NativeBuffer buffer = pool.takeRounded(bytes);
    taken.add(buffer);
    return buffer;
  }

  /** What a forward pass of the batch multiplies. */
  Cost cost() {
    return Cost.product((long) x.layout().batch() * positions, channels, positions).times(2);
  }

  @Override
  public String kind() {
    return "attention";
  }

  /** Reads an image and writes its weights. */
  private void attend(int image) {
    inputs.read(image, xData, parts.space().bytes());
    weights.matrix().productBySecondTransposed(scale, parts.queries(), parts.keys());
    for (int p = 0; p < positions; p++) {
      kernels.softmax(weights.space().bytes(), row(p), positions);
    }
  }

  private int row(int position) {
    return position * positions * Float.BYTES;
  }

  @Override
  public void forward() {
    for (int i = 0; i < y.layout().batch(); i++) {
      attend(i);
      result.product(1, weights.matrix(), parts.values());
      outputs.write(i, resultSpace.bytes(), yData);
    }
    y.layout().clearPadding(yData);
  }

  @Override
  public void bindBackward() {
    dy = y.gradient().bytes();
    contribution = x.needsGradient() ? x.contribute() : null;
  }

  @Override
  public void backward() {
    if (contribution == null) {
      return;
    }
    ByteBuffer target = contribution.target().bytes();
    contribution.copyBefore(x.layout());
    for (int i = 0; i < x.layout().batch(); i++) {
      attend(i);
      outputs.read(i, dy, resultSpace.bytes());
      differentiate();
      if (contribution.isFirst()) {
        inputs.write(i, partGradients.space().bytes(), target);
      } else {
        inputs.add(i, partGradients.space().bytes(), target);
      }
    }
    if (contribution.isFirst()) {
      x.layout().clearPadding(target);
    }
  }

  /**
   * With weights P, values V and the gradient D of the result: {@code dV = P^T D}, {@code dP = D
   * V^T}; through the softmax to the gradient S by the scaled products of queries Q and keys K;
   * {@code dQ = scale S K}, {@code dK = scale S^T Q}.
   */
  private void differentiate() {
    DenseMatrix s = weightGradients.matrix();
    partGradients.values().productByFirstTransposed(1, weights.matrix(), result);
    s.productBySecondTransposed(1, result, parts.values());
    for (int p = 0; p < positions; p++) {
      kernels.softmaxGradient(
          weights.space().bytes(), weightGradients.space().bytes(), row(p), positions);
    }
    partGradients.queries().product(scale, s, parts.keys());
    partGradients.keys().productByFirstTransposed(scale, s, parts.queries());
  }
}
