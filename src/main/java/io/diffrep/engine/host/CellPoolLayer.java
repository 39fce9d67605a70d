package io.diffrep.engine.host;

import io.diffrep.engine.Operation.MeanPool;
import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The mean of each channel over each cell of a grid. Pooled maps are small: plain loops do. */
final class CellPoolLayer implements Layer {
  private final MeanPool operation;
  private final MapTensor x;
  private final RowTensor y;
  private final MapLayout layout;
  private final NativeBuffer xData;
  private Contribution contribution;

  CellPoolLayer(MeanPool operation, MapTensor x, RowTensor y) {
    this.operation = operation;
    this.x = x;
    this.y = y;
    layout = x.layout();
    xData = x.data();
  }

  @Override
  public String kind() {
    return "mean pool";
  }

  /** What is done with each position of each cell. */
  private interface Visit {
    /**
     * @param number the cell's place in the row of means
     * @param at the position's byte in the map
     * @param size positions of the cell
     */
    void position(int number, int at, int size);
  }

  private void visit(Visit visit) {
    int number = 0;
    for (int i = 0; i < layout.batch(); i++) {
      for (int c = 0; c < layout.channels(); c++) {
        int channel = layout.plane(i, c / layout.block()) + c % layout.block() * Float.BYTES;
        for (int r = 0; r < operation.cells(); r++) {
          for (int s = 0; s < operation.cells(); s++) {
            visit(visit, number++, channel, r, s);
          }
        }
      }
    }
  }

  private void visit(Visit visit, int number, int channel, int cellRow, int cellColumn) {
    int top = operation.from(cellRow, layout.height());
    int bottom = operation.to(cellRow, layout.height());
    int left = operation.from(cellColumn, layout.width());
    int right = operation.to(cellColumn, layout.width());
    int size = (bottom - top) * (right - left);
    for (int r = top; r < bottom; r++) {
      for (int s = left; s < right; s++) {
        int position = r * layout.width() + s;
        visit.position(number, channel + position * layout.block() * Float.BYTES, size);
      }
    }
  }

  @Override
  public void forward() {
    FloatBuffer means = y.values();
    ByteBuffer map = xData.bytes();
    for (int i = 0; i < y.length(); i++) {
      means.put(i, 0);
    }
    visit((number, at, size) -> means.put(number, means.get(number) + map.getFloat(at) / size));
  }

  @Override
  public void bindBackward() {
    contribution = x.needsGradient() ? x.contribute() : null;
  }

  @Override
  public void backward() {
    if (contribution == null) {
      return;
    }
    NativeBuffer target = contribution.target();
    if (contribution.isFirst()) {
      target.fillWithZeros();
    }
    contribution.copyBefore(layout);
    FloatBuffer dy = y.gradients();
    ByteBuffer map = target.bytes();
    visit((number, at, size) -> map.putFloat(at, map.getFloat(at) + dy.get(number) / size));
  }
}
