package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation.MeanPool;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Means over the cells of a grid: a product of the planes with what each position weighs in each
 * cell.
 *
 * @param weights {@code [positions, cells]}
 */
record MeanPoolStep(Cell x, Cell y, INDArray weights) implements Step {
  /**
   * @param buffers own the weights, and are closed with the plan
   */
  static MeanPoolStep of(MeanPool operation, Cell x, Cell y, Buffers buffers) {
    float[][] each = weights(operation);
    INDArray weights = buffers.take(each.length, each[0].length);
    try (INDArray values = Nd4j.createFromArray(each)) {
      weights.assign(values);
    }
    return new MeanPoolStep(x, y, weights);
  }

  private static float[][] weights(MeanPool pool) {
    int height = pool.x().height();
    int width = pool.x().width();
    int cells = pool.cells();
    float[][] weights = new float[height * width][cells * cells];
    for (int i = 0; i < cells; i++) {
      for (int j = 0; j < cells; j++) {
        int rows = pool.to(i, height) - pool.from(i, height);
        int columns = pool.to(j, width) - pool.from(j, width);
        for (int r = pool.from(i, height); r < pool.to(i, height); r++) {
          for (int s = pool.from(j, width); s < pool.to(j, width); s++) {
            weights[r * width + s][i * cells + j] = 1f / (rows * columns);
          }
        }
      }
    }
    return weights;
  }

  private INDArray planes(INDArray map) {
    return map.reshape('c', -1, weights.size(0));
  }

  private INDArray means(INDArray row) {
    return row.reshape('c', -1, weights.size(1));
  }

  @Override
  public void forward() {
    RowSteps.product(RowSteps.PLAIN, planes(x.data()), weights, means(y.data()));
  }

  @Override
  public void backward() {
    INDArray share = x.share();
    RowSteps.product(RowSteps.SECOND_TRANSPOSED, means(y.gradient()), weights, planes(share));
    x.deliver(share);
  }
}
