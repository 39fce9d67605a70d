package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation.Attention;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Attention image by image, so that what all positions say of all others takes space for one image
 * alone; backward makes it anew. Matrices of a map are {@code [channels, positions]}.
 *
 * @param scale factor of the products of queries and keys
 * @param weights space for what each position gives to the others, {@code [positions, positions]}
 * @param products space of the same size
 */
record AttentionStep(Cell x, Cell y, double scale, INDArray weights, INDArray products)
    implements Step {
  private static final int[] ALONG_ROWS = {1};

  /**
   * @param buffers own the space, and are closed with the plan
   */
  static AttentionStep of(Attention operation, Cell x, Cell y, Buffers buffers) {
    int positions = operation.output().positions();
    // No step keeps anything there: all of one size share the space.
    return new AttentionStep(
        x,
        y,
        operation.scale(),
        buffers.scratch("attention weights", positions, positions),
        buffers.scratch("attention products", positions, positions));
  }

  /** Queries, keys or values of an image: part 0, 1 or 2 of the map. */
  private INDArray part(INDArray map, int image, int part) {
    return matrix(map, 3L * image + part);
  }

  private INDArray matrix(INDArray map, long index) {
    return map.reshape('c', -1, y.shape()[1], weights.size(0)).slice(index);
  }

  private int batch() {
    return (int) y.shape()[0];
  }

  /** Writes the weights of an image. */
  private void attend(int image) {
    INDArray queries = part(x.data(), image, 0);
    INDArray keys = part(x.data(), image, 1);
    RowSteps.product(RowSteps.FIRST_TRANSPOSED, queries, keys, products);
    products.muli(scale);
    Native.run("softmax", ALONG_ROWS, new INDArray[] {products}, weights);
  }

  @Override
  public void forward() {
    for (int i = 0; i < batch(); i++) {
      attend(i);
      INDArray values = part(x.data(), i, 2);
      RowSteps.product(RowSteps.SECOND_TRANSPOSED, values, weights, matrix(y.data(), i));
    }
  }

  @Override
  public void backward() {
    INDArray share = x.share();
    for (int i = 0; i < batch(); i++) {
      attend(i);
      INDArray dy = matrix(y.gradient(), i);
      RowSteps.product(RowSteps.PLAIN, dy, weights, part(share, i, 2));
      RowSteps.product(RowSteps.FIRST_TRANSPOSED, dy, part(x.data(), i, 2), products);
      softmaxBackward();
      INDArray queries = part(x.data(), i, 0);
      INDArray keys = part(x.data(), i, 1);
      RowSteps.product(RowSteps.SECOND_TRANSPOSED, keys, products, part(share, i, 0));
      RowSteps.product(RowSteps.PLAIN, queries, products, part(share, i, 1));
    }
    x.deliver(share);
  }

  /** From the gradient by the weights to that by the unscaled products, in place of both. */
  private void softmaxBackward() {
    products.muli(weights);
    try (INDArray sums = products.sum(true, 1)) {
      products.subi(weights.muliColumnVector(sums)).muli(scale);
    }
  }
}
