package io.diffrep.engine.host;

/**
 * A feature map of a plan. Its gradient's buffer is worked out while the backward pass is bound,
 * last consumer first: what a layer finds there then is what will be there when it runs.
 */
final class MapTensor {
  /** A gradient that several tensors may hold: the two sides of a sum have one and the same. */
  private static final class Held {
    private final NativeBuffer buffer;
    private int holders = 1;

    private Held(NativeBuffer buffer) {
      this.buffer = buffer;
    }
  }

  /**
   * Where a layer puts its contribution to a gradient.
   *
   * @param before what other layers have contributed, or null: then the target is overwritten
   * @param target where the sum goes; may be {@code before}
   */
  record Contribution(NativeBuffer before, NativeBuffer target) {
    boolean isFirst() {
      return before == null;
    }

    /** For layers that add in place: what others hold as well is copied first. */
    void copyBefore(MapLayout layout) {
      if (!isFirst() && before != target) {
        before.copyTo(target.pointer(), layout.bytes() / Float.BYTES);
      }
    }
  }

  private final MapLayout layout;
  private final BufferPool pool;
  private final boolean needsGradient;
  private final NativeBuffer plain;
  private NativeBuffer data;
  private boolean surrendered;
  private Held gradient;

  private MapTensor(MapLayout layout, BufferPool pool, boolean needsGradient, NativeBuffer plain) {
    this.layout = layout;
    this.pool = pool;
    this.needsGradient = needsGradient;
    this.plain = plain;
  }

  /** What a layer makes. */
  static MapTensor made(MapLayout layout, BufferPool pool) {
    return new MapTensor(layout, pool, true, null);
  }

  /** What comes from outside, in the plain layout first. */
  static MapTensor given(MapLayout layout, BufferPool pool) {
    return new MapTensor(layout, pool, false, pool.own(layout.plainBytes()));
  }

  /** The numbers in the plain layout, or null where the tensor does not come from outside. */
  NativeBuffer plain() {
    return plain;
  }

  /** Whether anybody has asked for the blocked layout. */
  boolean hasData() {
    return data != null;
  }

  MapLayout layout() {
    return layout;
  }

  /** Whether a layer that reads it has to give its gradient; data from outside needs none. */
  boolean needsGradient() {
    return needsGradient;
  }

  /** The numbers; space for them is taken at the first call. */
  NativeBuffer data() {
    if (data == null) {
      // What comes from outside is there before the first layer runs, whoever had the space before.
      data = plain == null ? pool.take(layout.bytes()) : pool.own(layout.bytes());
    }
    return data;
  }

  /** Takes the space of a tensor over that nobody else reads. */
  void replace(MapTensor other) {
    data = other.data();
    other.surrendered = true;
  }

  /** Gives the space back, once the last layer that reads it is bound. */
  void releaseData() {
    if (data != null && !surrendered) {
      pool.give(data, layout.bytes());
    }
  }

  boolean hasGradient() {
    return gradient != null;
  }

  /** The sum of all contributions so far. */
  NativeBuffer gradient() {
    return gradient.buffer;
  }

  /** Space for a contribution. */
  Contribution contribute() {
    NativeBuffer before = gradient == null ? null : gradient.buffer;
    if (gradient == null || gradient.holders > 1) {
      if (gradient != null) {
        gradient.holders--;
      }
      gradient = new Held(pool.take(layout.bytes()));
    }
    return new Contribution(before, gradient.buffer);
  }

  /** Whether nobody else holds the gradient, so that it may be overwritten. */
  boolean ownsGradient() {
    return gradient.holders == 1;
  }

  /** Takes over the gradient of a tensor of the same layout as the first contribution. */
  void adoptGradient(MapTensor other) {
    gradient = other.gradient;
    gradient.holders++;
  }

  /** Lets go of the gradient, once the layer that made the tensor is bound. */
  void releaseGradient() {
    if (gradient != null && --gradient.holders == 0) {
      pool.give(gradient.buffer, layout.bytes());
    }
    gradient = null;
  }
}
