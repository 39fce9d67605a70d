package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import io.diffrep.engine.Operation.KeepOrElse;
import io.diffrep.engine.Operation.Linear;
import io.diffrep.engine.Operation.SineFeatures;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The layers on rows: small beside the maps. Gradients of rows are sums that every consumer adds
 * to.
 */
final class RowLayers {
  private RowLayers() {}

  /** {@code x W + b}. */
  static final class LinearLayer implements Layer {
    private static final byte PLAIN = 'N';
    private static final byte TRANSPOSED = 'T';

    private final RowTensor x;
    private final RowTensor y;
    private final int size;
    private final FloatPointer weight;
    private final FloatPointer weightGradient;
    private final FloatBuffer bias;
    private final FloatBuffer biasGradient;
    private final FloatPointer xData;
    private final FloatPointer yData;
    private final FloatBuffer yValues;

    LinearLayer(
        ParameterVector parameters, Linear operation, RowTensor x, RowTensor y, boolean training) {
      this.x = x;
      this.y = y;
      size = y.size();
      weight = parameters.value(operation.weight(), 0);
      bias = parameters.values(operation.bias());
      weightGradient = training ? parameters.gradient(operation.weight(), 0) : null;
      biasGradient = training ? parameters.gradients(operation.bias()) : null;
      xData = x.data().floats(0);
      yData = y.data().floats(0);
      yValues = y.values();
    }

    @Override
    public String kind() {
      return "linear";
    }

    @Override
    public void forward() {
      for (int i = 0; i < y.batch(); i++) {
        yValues.put(i * size, bias, 0, size);
      }
      int n = x.batch();
      int in = x.size();
      OneDnn.check(
          dnnl_sgemm(PLAIN, PLAIN, n, size, in, 1, xData, in, weight, size, 1, yData, size),
          "a product");
    }

    @Override
    public void bindBackward() {
      // Rows have gradients from the beginning.
    }

    @Override
    public void backward() {
      int n = x.batch();
      int in = x.size();
      FloatPointer dy = y.gradient().floats(0);
      OneDnn.check(
          dnnl_sgemm(
              TRANSPOSED, PLAIN, in, size, n, 1, xData, in, dy, size, 0, weightGradient, size),
          "a product");
      sumRows(y.gradients(), n);
      if (x.hasGradient()) {
        FloatPointer dx = x.gradient().floats(0);
        OneDnn.check(
            dnnl_sgemm(PLAIN, TRANSPOSED, n, in, size, 1, dy, size, weight, size, 1, dx, in),
            "a product");
      }
    }

    private void sumRows(FloatBuffer rows, int count) {
      for (int k = 0; k < size; k++) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += rows.get(i * size + k);
        }
        biasGradient.put(k, (float) sum);
      }
    }
  }

  /** {@code x sigmoid(x)}; its derivative is {@code s (1 + x (1 - s))}. */
  record SiluLayer(RowTensor x, RowTensor y) implements Layer {
    @Override
    public String kind() {
      return "rows";
    }

    @Override
    public void forward() {
      FloatBuffer from = x.values();
      FloatBuffer to = y.values();
      for (int i = 0; i < x.length(); i++) {
        double v = from.get(i);
        to.put(i, (float) (v / (1 + Math.exp(-v))));
      }
    }

    @Override
    public void bindBackward() {
      // Rows have gradients from the beginning.
    }

    @Override
    public void backward() {
      if (!x.hasGradient()) {
        return;
      }
      FloatBuffer values = x.values();
      FloatBuffer dy = y.gradients();
      FloatBuffer dx = x.gradients();
      for (int i = 0; i < x.length(); i++) {
        double v = values.get(i);
        double s = 1 / (1 + Math.exp(-v));
        dx.put(i, (float) (dx.get(i) + dy.get(i) * s * (1 + v * (1 - s))));
      }
    }
  }

  /** {@code a + b}. */
  record AddRowsLayer(RowTensor a, RowTensor b, RowTensor y) implements Layer {
    @Override
    public String kind() {
      return "rows";
    }

    @Override
    public void forward() {
      FloatBuffer first = a.values();
      FloatBuffer second = b.values();
      FloatBuffer sum = y.values();
      for (int i = 0; i < y.length(); i++) {
        sum.put(i, first.get(i) + second.get(i));
      }
    }

    @Override
    public void bindBackward() {
      // Rows have gradients from the beginning.
    }

    @Override
    public void backward() {
      pass(a);
      pass(b);
    }

    private void pass(RowTensor x) {
      if (x.hasGradient()) {
        FloatBuffer dy = y.gradients();
        FloatBuffer dx = x.gradients();
        for (int i = 0; i < x.length(); i++) {
          dx.put(i, dx.get(i) + dy.get(i));
        }
      }
    }
  }

  /** The numbers of {@code a}, then those of {@code b}. */
  record ConcatRowsLayer(RowTensor a, RowTensor b, RowTensor y) implements Layer {
    @Override
    public String kind() {
      return "rows";
    }

    @Override
    public void forward() {
      for (int i = 0; i < y.batch(); i++) {
        y.values().put(i * y.size(), a.values(), i * a.size(), a.size());
        y.values().put(i * y.size() + a.size(), b.values(), i * b.size(), b.size());
      }
    }

    @Override
    public void bindBackward() {
      // Rows have gradients from the beginning.
    }

    @Override
    public void backward() {
      pass(a, 0);
      pass(b, a.size());
    }

    private void pass(RowTensor x, int from) {
      if (x.hasGradient()) {
        FloatBuffer dy = y.gradients();
        FloatBuffer dx = x.gradients();
        for (int i = 0; i < x.length(); i++) {
          int at = i / x.size() * y.size() + from + i % x.size();
          dx.put(i, dx.get(i) + dy.get(at));
        }
      }
    }
  }

  /** Sines and cosines of a number, in double precision. */
  record SineLayer(SineFeatures operation, RowTensor x, RowTensor y) implements Layer {
    @Override
    public String kind() {
      return "rows";
    }

    @Override
    public void forward() {
      int count = operation.frequencies().size();
      FloatBuffer numbers = x.values();
      FloatBuffer features = y.values();
      for (int i = 0; i < x.batch(); i++) {
        for (int k = 0; k < count; k++) {
          double angle = operation.frequencies().get(k) * numbers.get(i);
          features.put(i * y.size() + k, (float) Math.sin(angle));
          features.put(i * y.size() + count + k, (float) Math.cos(angle));
        }
      }
    }

    @Override
    public void bindBackward() {
      // Its input is data.
    }

    @Override
    public void backward() {
      // Its input is data.
    }
  }

  /** {@code keep x + (1 - keep) otherwise}. */
  static final class KeepLayer implements Layer {
    private final RowTensor x;
    private final RowTensor keep;
    private final RowTensor y;
    private final FloatBuffer otherwise;
    private final FloatBuffer otherwiseGradient;

    KeepLayer(
        ParameterVector parameters,
        KeepOrElse operation,
        RowTensor x,
        RowTensor keep,
        RowTensor y,
        boolean training) {
      this.x = x;
      this.keep = keep;
      this.y = y;
      otherwise = parameters.values(operation.otherwise());
      otherwiseGradient = training ? parameters.gradients(operation.otherwise()) : null;
    }

    @Override
    public String kind() {
      return "rows";
    }

    @Override
    public void forward() {
      FloatBuffer values = x.values();
      FloatBuffer kept = keep.values();
      FloatBuffer result = y.values();
      for (int i = 0; i < y.length(); i++) {
        float share = kept.get(i / y.size());
        result.put(i, share * values.get(i) + (1 - share) * otherwise.get(i % y.size()));
      }
    }

    @Override
    public void bindBackward() {
      // Rows have gradients from the beginning.
    }

    @Override
    public void backward() {
      FloatBuffer dy = y.gradients();
      FloatBuffer kept = keep.values();
      for (int k = 0; k < y.size(); k++) {
        double sum = 0;
        for (int i = 0; i < y.batch(); i++) {
          sum += (1 - kept.get(i)) * dy.get(i * y.size() + k);
        }
        otherwiseGradient.put(k, (float) sum);
      }
      if (x.hasGradient()) {
        FloatBuffer dx = x.gradients();
        for (int i = 0; i < y.length(); i++) {
          dx.put(i, dx.get(i) + kept.get(i / y.size()) * dy.get(i));
        }
      }
    }
  }
}
