package io.diffrep.engine;

import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.List;

/** One operation of a graph: reads {@link #inputs()}, writes {@link #output()}. */
public sealed interface Operation {
  /** The values that it reads, in the order of its components. */
  List<Value> inputs();

  /** The value that it writes. */
  Value output();

  /**
   * Convolution with a square kernel and a padding of {@code kernel / 2} zeros on each side, so
   * that a stride of 1 keeps the size and a stride of 2 halves it, rounded up.
   */
  record Convolution(FeatureMap x, FeatureMap output, Parameter weight, Parameter bias, int stride)
      implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }

    /** Kernel width and height. */
    public int kernel() {
      return weight.shape().get(0);
    }
  }

  /**
   * {@code silu(groupnorm(x) * scale + shift)} with a learned scale and shift per channel; a group
   * is normalised over its channels and positions, with 1e-5 added to the variance.
   */
  record NormActivation(
      FeatureMap x, FeatureMap output, Parameter scale, Parameter shift, int groups)
      implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /**
   * {@code silu(groupnorm(x) * (1 + scale) + shift)} with scale and shift given per image and
   * channel (FiLM); {@code film} holds all scales, then all shifts.
   */
  record FilmActivation(FeatureMap x, FeatureMap output, Row film, int groups)
      implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x, film);
    }
  }

  /** {@code a + b}, feature maps of one shape. */
  record Add(FeatureMap a, FeatureMap b, FeatureMap output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(a, b);
    }
  }

  /**
   * The channels of {@code low}, doubled in height and width by repetition and cut to the size of
   * {@code skip}, followed by the channels of {@code skip}.
   */
  record UpsampleConcat(FeatureMap low, FeatureMap skip, FeatureMap output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(low, skip);
    }
  }

  /** A feature map as one row: channels, then rows, then columns. */
  record Flatten(FeatureMap x, Row output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /** The mean of each channel over its positions. */
  record MeanPool(FeatureMap x, Row output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /** {@code x W + b}. */
  record Linear(Row x, Row output, Parameter weight, Parameter bias) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /** {@code x * sigmoid(x)}. */
  record Silu(Row x, Row output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /** {@code a + b}, rows of one size. */
  record AddRows(Row a, Row b, Row output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(a, b);
    }
  }

  /**
   * Sines, then cosines, of one number times each frequency. It has no gradient: its input is data.
   */
  record SineFeatures(Row x, Row output, List<Double> frequencies) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /**
   * {@code keep * x + (1 - keep) * otherwise}, where {@code keep} is one number an image, 0 or 1.
   */
  record KeepOrElse(Row x, Row keep, Row output, Parameter otherwise) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x, keep);
    }
  }
}
