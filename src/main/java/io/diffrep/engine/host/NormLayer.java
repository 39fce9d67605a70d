package io.diffrep.engine.host;

import io.diffrep.engine.host.Kernels.Factors;
import io.diffrep.engine.host.Kernels.Sums;
import java.nio.ByteBuffer;

/**
 * {@code silu(groupnorm(x) * scale + shift)}, image by image: an image's planes fit the cache, so
 * that the second pass over them costs little.
 */
final class NormLayer implements ImageLayer {
  private static final double EPSILON = 1e-5;

  private final Workspace workspace;
  private final MapTensor x;
  private final MapTensor y;
  private final NormAffine given;
  private final int groups;
  private final MapLayout layout;
  private final int perGroup;
  private final ByteBuffer xData;
  private final ByteBuffer yData;

  /** Norm, scale and shift in one, a number a channel of each image; means are the groups'. */
  private final Kernels.Affine affine;

  /** {@code 1 / sqrt(variance)} of each group of each image. */
  private final float[] inverse;

  private final float[] squares;
  private Sums sums;
  private Factors factors;
  private MapTensor.Contribution contribution;
  private NativeBuffer d;
  private ByteBuffer dy;

  NormLayer(Workspace workspace, MapTensor x, MapTensor y, NormAffine given, int groups) {
    this.workspace = workspace;
    this.x = x;
    this.y = y;
    this.given = given;
    this.groups = groups;
    layout = x.layout();
    perGroup = layout.channels() / groups;
    xData = x.data().bytes();
    yData = y.data().bytes();
    affine = Kernels.Affine.of(layout.batch() * layout.paddedChannels());
    inverse = new float[layout.batch() * groups];
    squares = new float[layout.paddedChannels()];
  }

  @Override
  public String kind() {
    return "norm";
  }

  @Override
  public int images() {
    return layout.batch();
  }

  @Override
  public void begin() {
    given.load();
  }

  @Override
  public void forward(int i) {
    Kernels kernels = workspace.kernels();
    int block = layout.block();
    int image = i * layout.paddedChannels();
    for (int b = 0; b < layout.blocks(); b++) {
      kernels.moments(
          xData,
          layout.plane(i, b),
          layout.positions(),
          affine.mean(),
          image + b * block,
          squares,
          b * block);
    }
    for (int g = 0; g < groups; g++) {
      normalise(i, g, image);
    }
    for (int b = 0; b < layout.blocks(); b++) {
      kernels.affineSilu(
          xData, yData, layout.plane(i, b), layout.positions(), affine, image + b * block);
    }
  }

  /** From the moments of its channels to those of a group, and from them to scales and shifts. */
  private void normalise(int i, int group, int image) {
    int from = group * perGroup;
    double mean = 0;
    for (int c = from; c < from + perGroup; c++) {
      mean += affine.mean()[image + c];
    }
    mean /= perGroup;
    double sum = 0;
    for (int c = from; c < from + perGroup; c++) {
      double off = affine.mean()[image + c] - mean;
      sum += squares[c] + layout.positions() * off * off;
    }
    double r = 1 / Math.sqrt(sum / (perGroup * layout.positions()) + EPSILON);
    inverse[i * groups + group] = (float) r;
    for (int c = from; c < from + perGroup; c++) {
      double scale = r * given.scale(i, c);
      affine.scale()[image + c] = (float) scale;
      affine.shift()[image + c] = (float) (given.shift(i, c) - mean * scale);
      affine.mean()[image + c] = (float) mean;
    }
  }

  @Override
  public void bindBackward() {
    sums = Sums.of(layout.paddedChannels());
    factors = Factors.of(layout.paddedChannels());
    dy = y.gradient().bytes();
    if (!x.needsGradient()) {
      d = workspace.pool().take(layout.bytes());
      workspace.pool().give(d, layout.bytes());
    } else if (x.hasGradient()) {
      boolean overwrite = y.ownsGradient();
      d = overwrite ? y.gradient() : workspace.pool().take(layout.bytes());
      contribution = x.contribute();
      if (!overwrite) {
        workspace.pool().give(d, layout.bytes());
      }
    } else if (y.ownsGradient()) {
      // dy, d and the gradient of x follow one another in one buffer.
      d = y.gradient();
      x.adoptGradient(y);
      contribution = new MapTensor.Contribution(null, d);
    } else {
      contribution = x.contribute();
      d = contribution.target();
    }
  }

  @Override
  public void backward() {
    given.clearGradients();
    Kernels kernels = workspace.kernels();
    int block = layout.block();
    for (int i = 0; i < layout.batch(); i++) {
      int image = i * layout.paddedChannels();
      for (int b = 0; b < layout.blocks(); b++) {
        kernels.affineSiluGradient(
            xData,
            dy,
            d.bytes(),
            layout.plane(i, b),
            layout.positions(),
            affine,
            image + b * block,
            sums,
            b * block);
      }
      for (int g = 0; g < groups; g++) {
        differentiate(i, g, image);
      }
      if (contribution != null) {
        combine(i);
      }
    }
    given.deliverGradients();
  }

  /**
   * With {@code v = (x - mean) r} and {@code u = scale v + shift}: the gradient by x is {@code r
   * (scale d - mean(scale d) - v mean(scale d v))}, means over the group; here as {@code a d + b x
   * + c}.
   */
  private void differentiate(int i, int group, int image) {
    float r = inverse[i * groups + group];
    int from = group * perGroup;
    double sum = 0;
    double sumV = 0;
    for (int c = from; c < from + perGroup; c++) {
      float dv = r * sums.dx()[c];
      given.addGradients(i, c, dv, sums.d()[c]);
      float scale = given.scale(i, c);
      sum += scale * sums.d()[c];
      sumV += scale * dv;
    }
    int count = perGroup * layout.positions();
    double slope = -r * r * sumV / count;
    double constant = -r * sum / count;
    for (int c = from; c < from + perGroup; c++) {
      factors.a()[c] = affine.scale()[image + c];
      factors.b()[c] = (float) slope;
      factors.c()[c] = (float) (constant - slope * affine.mean()[image + c]);
    }
  }

  private void combine(int i) {
    Kernels kernels = workspace.kernels();
    ByteBuffer g = contribution.target().bytes();
    for (int b = 0; b < layout.blocks(); b++) {
      int at = layout.plane(i, b);
      int channel = b * layout.block();
      if (contribution.isFirst()) {
        kernels.combine(d.bytes(), xData, g, at, layout.positions(), factors, channel);
      } else {
        ByteBuffer before = contribution.before().bytes();
        kernels.combineAndAdd(
            d.bytes(), xData, before, g, at, layout.positions(), factors, channel);
      }
    }
  }
}
