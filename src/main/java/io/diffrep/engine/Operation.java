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

  /**
   * The mean of each channel over the positions of each cell of a grid; channels, then rows of
   * cells, then columns. Cells of a size that the grid does not divide overlap by one position.
   *
   * @param cells rows and columns of the grid; 1 for one mean a channel
   */
  record MeanPool(FeatureMap x, Row output, int cells) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }

    /** The first of the positions of a cell in a direction that has so many. */
    public int from(int cell, int positions) {
      return cell * positions / cells;
    }

    /** The position behind the last one. */
    public int to(int cell, int positions) {
      return ((cell + 1) * positions + cells - 1) / cells;
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
   * {@code mean + exp(logVariance / 2) * noise}, rows of one size: a draw of a Gaussian as a
   * function of its parameters (Kingma and Welling 2014, arXiv 1312.6114). The noise is data.
   */
  record GaussianDraw(Row mean, Row logVariance, Row noise, Row output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(mean, logVariance, noise);
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

  /** The numbers of {@code a}, followed by those of {@code b}. */
  record ConcatRows(Row a, Row b, Row output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(a, b);
    }
  }

  /** A row as a feature map: its numbers are channels, then rows, then columns. */
  record Unflatten(Row x, FeatureMap output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /** The channels of {@code a}, followed by those of {@code b}, maps of one size. */
  record Concat(FeatureMap a, FeatureMap b, FeatureMap output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(a, b);
    }
  }

  /** {@code x + bias}, with a number for each image and channel, the same at all positions. */
  record ChannelBias(FeatureMap x, Row bias, FeatureMap output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x, bias);
    }
  }

  /**
   * {@code groupnorm(x)} and no more: a group is normalised over its channels and positions, with
   * 1e-5 added to the variance.
   */
  record Normalise(FeatureMap x, FeatureMap output, int groups) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }
  }

  /**
   * Dot-product attention of the positions of an image to one another, with one head: {@code
   * softmax(q k^T / sqrt(channels)) v} (Vaswani et al. 2017, arXiv 1706.03762). {@code x} holds the
   * channels of the queries, then as many of the keys, then as many of the values.
   */
  record Attention(FeatureMap x, FeatureMap output) implements Operation {
    @Override
    public List<Value> inputs() {
      return List.of(x);
    }

    /** What products of queries and keys are multiplied by. */
    public double scale() {
      return 1 / Math.sqrt(output.channels());
    }
  }
}
