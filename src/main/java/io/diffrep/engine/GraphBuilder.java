package io.diffrep.engine;

import io.diffrep.engine.Parameter.Role;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records a network into a {@link Graph}. Parameters are declared where they are used: {@code
 * name.weight} and {@code name.bias} of convolutions and linear maps, {@code name.scale} and {@code
 * name.shift} of norms.
 */
public final class GraphBuilder {
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final ParameterLayout.Builder layout = new ParameterLayout.Builder();
  private int values;

  /** Declares a feature map that the caller provides. */
  public FeatureMap imageInput(String name, int channels, int height, int width) {
    requirePositive("channels of '" + name + "'", channels);
    requirePositive("height of '" + name + "'", height);
    requirePositive("width of '" + name + "'", width);
    FeatureMap value = map(channels, height, width);
    declare(inputs, "input", name, value);
    return value;
  }

  /** Declares a row that the caller provides. */
  public Row rowInput(String name, int size) {
    requirePositive("size of '" + name + "'", size);
    Row value = row(size);
    declare(inputs, "input", name, value);
    return value;
  }

  /** Declares that the caller may read the value. */
  public void output(String name, Value value) {
    declare(outputs, "output", name, value);
  }

  /** Records an {@link Operation.Convolution} with an odd kernel. */
  public FeatureMap convolution(String name, FeatureMap x, int channels, int kernel, int stride) {
    requirePositive("channels of '" + name + "'", channels);
    requirePositive("kernel of '" + name + "'", kernel);
    requirePositive("stride of '" + name + "'", stride);
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException("the kernel of '" + name + "' is even: " + kernel);
    }
    int fanIn = kernel * kernel * x.channels();
    Parameter weight =
        layout.add(name + ".weight", Role.WEIGHT, fanIn, kernel, kernel, x.channels(), channels);
    Parameter bias = layout.add(name + ".bias", Role.BIAS, fanIn, channels);
    FeatureMap y = map(channels, shrink(x.height(), stride), shrink(x.width(), stride));
    operations.add(new Operation.Convolution(x, y, weight, bias, stride));
    return y;
  }

  /** Records an {@link Operation.NormActivation}. */
  public FeatureMap normActivation(String name, FeatureMap x, int groups) {
    requireGroups(name, x, groups);
    Parameter scale = layout.add(name + ".scale", Role.SCALE, 1, x.channels());
    Parameter shift = layout.add(name + ".shift", Role.SHIFT, 1, x.channels());
    FeatureMap y = like(x);
    operations.add(new Operation.NormActivation(x, y, scale, shift, groups));
    return y;
  }

  /** Records an {@link Operation.FilmActivation}; {@code film} has two numbers per channel. */
  public FeatureMap filmActivation(FeatureMap x, Row film, int groups) {
    requireGroups("film", x, groups);
    if (film.size() != 2 * x.channels()) {
      throw new IllegalArgumentException(
          "FiLM of " + x.channels() + " channels needs twice as many numbers, not " + film.size());
    }
    FeatureMap y = like(x);
    operations.add(new Operation.FilmActivation(x, y, film, groups));
    return y;
  }

  /** Records an {@link Operation.Add}. */
  public FeatureMap add(FeatureMap a, FeatureMap b) {
    if (a.channels() != b.channels() || a.height() != b.height() || a.width() != b.width()) {
      throw new IllegalArgumentException("feature maps of two shapes: " + a + " and " + b);
    }
    FeatureMap y = like(a);
    operations.add(new Operation.Add(a, b, y));
    return y;
  }

  /** Records an {@link Operation.UpsampleConcat}. */
  public FeatureMap upsampleConcat(FeatureMap low, FeatureMap skip) {
    if (shrink(skip.height(), 2) != low.height() || shrink(skip.width(), 2) != low.width()) {
      throw new IllegalArgumentException(low + " is not half of " + skip);
    }
    FeatureMap y = map(low.channels() + skip.channels(), skip.height(), skip.width());
    operations.add(new Operation.UpsampleConcat(low, skip, y));
    return y;
  }

  /** Records an {@link Operation.Flatten}. */
  public Row flatten(FeatureMap x) {
    Row y = row(x.size());
    operations.add(new Operation.Flatten(x, y));
    return y;
  }

  /** Records an {@link Operation.MeanPool} of one cell. */
  public Row meanPool(FeatureMap x) {
    return meanPool(x, 1);
  }

  /** Records an {@link Operation.MeanPool}; a cell has at least one position. */
  public Row meanPool(FeatureMap x, int cells) {
    requirePositive("cells", cells);
    if (cells > x.height() || cells > x.width()) {
      throw new IllegalArgumentException(x + " has fewer positions than " + cells + " a side");
    }
    Row y = row(x.channels() * cells * cells);
    operations.add(new Operation.MeanPool(x, y, cells));
    return y;
  }

  /** Records an {@link Operation.Linear}. */
  public Row linear(String name, Row x, int size) {
    requirePositive("size of '" + name + "'", size);
    Parameter weight = layout.add(name + ".weight", Role.WEIGHT, x.size(), x.size(), size);
    Parameter bias = layout.add(name + ".bias", Role.BIAS, x.size(), size);
    Row y = row(size);
    operations.add(new Operation.Linear(x, y, weight, bias));
    return y;
  }

  /** Records an {@link Operation.Silu}. */
  public Row silu(Row x) {
    Row y = row(x.size());
    operations.add(new Operation.Silu(x, y));
    return y;
  }

  /** Records an {@link Operation.AddRows}. */
  public Row add(Row a, Row b) {
    if (a.size() != b.size()) {
      throw new IllegalArgumentException("rows of two sizes: " + a + " and " + b);
    }
    Row y = row(a.size());
    operations.add(new Operation.AddRows(a, b, y));
    return y;
  }

  /** Records an {@link Operation.GaussianDraw}. */
  public Row gaussianDraw(Row mean, Row logVariance, Row noise) {
    if (mean.size() != logVariance.size() || mean.size() != noise.size()) {
      throw new IllegalArgumentException(
          "rows of several sizes: " + mean + ", " + logVariance + " and " + noise);
    }
    Row y = row(mean.size());
    operations.add(new Operation.GaussianDraw(mean, logVariance, noise, y));
    return y;
  }

  /** Records an {@link Operation.SineFeatures} of a row of one number. */
  public Row sineFeatures(Row x, List<Double> frequencies) {
    if (x.size() != 1) {
      throw new IllegalArgumentException("sine features are of one number, not " + x.size());
    }
    Row y = row(2 * frequencies.size());
    operations.add(new Operation.SineFeatures(x, y, List.copyOf(frequencies)));
    return y;
  }

  /** Records an {@link Operation.KeepOrElse}; the learned row is initialised like a bias. */
  public Row keepOrElse(String name, Row x, Row keep) {
    if (keep.size() != 1) {
      throw new IllegalArgumentException("keep is one number an image, not " + keep.size());
    }
    Parameter otherwise = layout.add(name, Role.BIAS, x.size(), x.size());
    Row y = row(x.size());
    operations.add(new Operation.KeepOrElse(x, keep, y, otherwise));
    return y;
  }

  /** Records an {@link Operation.ConcatRows}. */
  public Row concat(Row a, Row b) {
    Row y = row(a.size() + b.size());
    operations.add(new Operation.ConcatRows(a, b, y));
    return y;
  }

  /** Records an {@link Operation.Unflatten}. */
  public FeatureMap unflatten(Row x, int channels, int height, int width) {
    FeatureMap y = map(channels, height, width);
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(x + " has not as many numbers as " + y);
    }
    operations.add(new Operation.Unflatten(x, y));
    return y;
  }

  /** Records an {@link Operation.Concat}. */
  public FeatureMap concat(FeatureMap a, FeatureMap b) {
    if (a.height() != b.height() || a.width() != b.width()) {
      throw new IllegalArgumentException("feature maps of two sizes: " + a + " and " + b);
    }
    FeatureMap y = map(a.channels() + b.channels(), a.height(), a.width());
    operations.add(new Operation.Concat(a, b, y));
    return y;
  }

  /** Records an {@link Operation.ChannelBias}; {@code bias} has a number per channel. */
  public FeatureMap channelBias(FeatureMap x, Row bias) {
    if (bias.size() != x.channels()) {
      throw new IllegalArgumentException(
          "a bias of " + x.channels() + " channels needs as many numbers, not " + bias.size());
    }
    FeatureMap y = like(x);
    operations.add(new Operation.ChannelBias(x, bias, y));
    return y;
  }

  /** Records an {@link Operation.Normalise}. */
  public FeatureMap normalise(FeatureMap x, int groups) {
    requireGroups("normalise", x, groups);
    FeatureMap y = like(x);
    operations.add(new Operation.Normalise(x, y, groups));
    return y;
  }

  /** Records an {@link Operation.Attention}; {@code x} has three times the channels it gives. */
  public FeatureMap attention(FeatureMap x) {
    if (x.channels() % 3 != 0) {
      throw new IllegalArgumentException(
          x.channels() + " channels are no queries, keys and values of one size");
    }
    FeatureMap y = map(x.channels() / 3, x.height(), x.width());
    operations.add(new Operation.Attention(x, y));
    return y;
  }

  /** The network recorded so far. */
  public Graph build() {
    return new Graph(
        List.copyOf(operations),
        Collections.unmodifiableMap(new LinkedHashMap<>(inputs)),
        Collections.unmodifiableMap(new LinkedHashMap<>(outputs)),
        layout.build());
  }

  private static void declare(Map<String, Value> declared, String kind, String name, Value value) {
    if (declared.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(kind + " '" + name + "' is declared twice");
    }
  }

  private static void requirePositive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, not " + number);
    }
  }

  private static void requireGroups(String name, FeatureMap x, int groups) {
    if (groups < 1 || x.channels() % groups != 0) {
      throw new IllegalArgumentException(
          x.channels() + " channels of '" + name + "' do not divide into " + groups + " groups");
    }
  }

  private static int shrink(int size, int stride) {
    return (size + stride - 1) / stride;
  }

  private FeatureMap like(FeatureMap x) {
    return map(x.channels(), x.height(), x.width());
  }

  private FeatureMap map(int channels, int height, int width) {
    return new FeatureMap(values++, channels, height, width);
  }

  private Row row(int size) {
    return new Row(values++, size);
  }
}
