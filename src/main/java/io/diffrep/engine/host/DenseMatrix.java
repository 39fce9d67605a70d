package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A row-major matrix in native memory, perhaps some columns of a wider one.
 *
 * @param data where it begins
 * @param rows rows
 * @param columns columns
 * @param stride floats from one row to the next
 */
record DenseMatrix(FloatPointer data, int rows, int columns, int stride) {
  private static final byte PLAIN = 'N';
  private static final byte TRANSPOSED = 'T';

  /** A buffer's beginning as a matrix of its own. */
  static DenseMatrix of(NativeBuffer buffer, int rows, int columns) {
    return new DenseMatrix(buffer.floats(0), rows, columns, columns);
  }

  /** One of several matrices of as many columns that stand side by side in a buffer. */
  static DenseMatrix beside(NativeBuffer buffer, int index, int count, int rows, int columns) {
    return new DenseMatrix(buffer.floats((long) index * columns), rows, columns, count * columns);
  }

  /** Writes {@code factor a b}. */
  void product(float factor, DenseMatrix a, DenseMatrix b) {
    product(factor, PLAIN, a, a.columns, PLAIN, b);
  }

  /** Writes {@code factor a b^T}. */
  void productBySecondTransposed(float factor, DenseMatrix a, DenseMatrix b) {
    product(factor, PLAIN, a, a.columns, TRANSPOSED, b);
  }

  /** Writes {@code factor a^T b}. */
  void productByFirstTransposed(float factor, DenseMatrix a, DenseMatrix b) {
    product(factor, TRANSPOSED, a, a.rows, PLAIN, b);
  }

  private void product(
      float factor, byte firstAs, DenseMatrix a, int inner, byte secondAs, DenseMatrix b) {
    OneDnn.check(
        dnnl_sgemm(
            firstAs, secondAs, rows, columns, inner, factor, a.data, a.stride, b.data, b.stride, 0,
            data, stride),
        "a product");
  }
}
