package io.diffrep.engine.host;

import io.diffrep.engine.host.OneDnn.Primitive;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.javacpp.Pointer;

/** Layers that move and add feature maps. */
final class MapLayers {
  private MapLayers() {}

  /** {@code a + b}; y may have taken the space of a. */
  static final class AddLayer implements ImageLayer {
    private final Workspace workspace;
    private final MapTensor a;
    private final MapTensor b;
    private final MapTensor y;
    private final NativeBuffer aData;
    private final NativeBuffer bData;
    private final NativeBuffer yData;
    private Runnable toA;
    private Runnable toB;

    AddLayer(Workspace workspace, MapTensor a, MapTensor b, MapTensor y) {
      this.workspace = workspace;
      this.a = a;
      this.b = b;
      this.y = y;
      aData = a.data();
      bData = b.data();
      yData = y.data();
    }

    @Override
    public String kind() {
      return "add";
    }

    @Override
    public int images() {
      return y.layout().batch();
    }

    @Override
    public void forward(int image) {
      int bytes = y.layout().imageBytes();
      add(workspace, aData, bData, yData, image * bytes, bytes);
    }

    @Override
    public void bindBackward() {
      toA = passOn(workspace, y, a);
      toB = passOn(workspace, y, b);
    }

    @Override
    public void backward() {
      toA.run();
      toB.run();
    }
  }

  /**
   * Makes y's gradient a contribution to that of x, which has the same layout: the gradient itself
   * where it is the first.
   *
   * @return what there is to do backward, where x has a gradient already
   */
  static Runnable passOn(Workspace workspace, MapTensor y, MapTensor x) {
    if (!x.needsGradient()) {
      return () -> {};
    }
    if (!x.hasGradient()) {
      x.adoptGradient(y);
      return () -> {};
    }
    NativeBuffer given = y.gradient();
    MapTensor.Contribution contribution = x.contribute();
    int bytes = Math.toIntExact(y.layout().bytes());
    return () -> add(workspace, given, contribution.before(), contribution.target(), 0, bytes);
  }

  private static void add(
      Workspace workspace,
      NativeBuffer first,
      NativeBuffer second,
      NativeBuffer sum,
      int at,
      int bytes) {
    workspace.kernels().add(first.bytes(), at, second.bytes(), at, sum.bytes(), at, bytes);
  }

  /** {@code y = y + upsampled low}, in place of y, which a convolution has just made. */
  static final class AddUpsampledLayer implements Layer {
    private final Workspace workspace;
    private final MapTensor low;
    private final MapTensor y;
    private NativeBuffer dy;
    private NativeBuffer dLow;

    AddUpsampledLayer(Workspace workspace, MapTensor low, MapTensor y) {
      this.workspace = workspace;
      this.low = low;
      this.y = y;
      low.data();
    }

    @Override
    public String kind() {
      return "add upsampled";
    }

    @Override
    public void forward() {
      MapLayout to = y.layout();
      for (int i = 0; i < to.batch(); i++) {
        for (int b = 0; b < to.blocks(); b++) {
          workspace
              .kernels()
              .upsampleAndAdd(
                  low.data().bytes(),
                  low.layout().plane(i, b),
                  y.data().bytes(),
                  to.plane(i, b),
                  to.height(),
                  to.width());
        }
      }
    }

    @Override
    public void bindBackward() {
      dy = y.gradient();
      dLow = low.contribute().target();
    }

    @Override
    public void backward() {
      MapLayout from = y.layout();
      for (int i = 0; i < from.batch(); i++) {
        for (int b = 0; b < from.blocks(); b++) {
          workspace
              .kernels()
              .sumRepeats(
                  dy.bytes(),
                  from.plane(i, b),
                  dLow.bytes(),
                  low.layout().plane(i, b),
                  from.height(),
                  from.width());
        }
      }
    }
  }

  /** A feature map as one row, in the plain order. */
  static final class FlattenLayer implements Layer {
    private final Workspace workspace;
    private final MapTensor x;
    private final RowTensor y;
    private final Primitive forward;
    private Primitive backward;
    private OverwrittenGradient given;

    FlattenLayer(Workspace workspace, MapTensor x, RowTensor y) {
      this.workspace = workspace;
      this.x = x;
      this.y = y;
      forward = toPlain(workspace.dnn(), x.layout(), x.data().pointer(), y.data().pointer());
    }

    @Override
    public String kind() {
      return "flatten";
    }

    @Override
    public void forward() {
      forward.run();
    }

    @Override
    public void bindBackward() {
      if (!x.needsGradient()) {
        return;
      }
      given = new OverwrittenGradient(workspace, x);
      backward =
          toBlocked(workspace.dnn(), x.layout(), y.gradient().pointer(), given.written().pointer());
    }

    @Override
    public void backward() {
      if (backward != null) {
        backward.run();
        given.deliver();
      }
    }
  }

  /** A row in the plain order as a feature map. */
  static final class UnflattenLayer implements Layer {
    private final Workspace workspace;
    private final RowTensor x;
    private final MapTensor y;
    private final Primitive forward;
    private NativeBuffer plain;
    private Primitive backward;

    UnflattenLayer(Workspace workspace, RowTensor x, MapTensor y) {
      this.workspace = workspace;
      this.x = x;
      this.y = y;
      forward = toBlocked(workspace.dnn(), y.layout(), x.data().pointer(), y.data().pointer());
    }

    @Override
    public String kind() {
      return "flatten";
    }

    @Override
    public void forward() {
      forward.run();
    }

    @Override
    public void bindBackward() {
      if (x.hasGradient()) {
        plain = workspace.pool().takeRounded(y.layout().plainBytes());
        workspace.pool().giveRounded(plain);
        backward = toPlain(workspace.dnn(), y.layout(), y.gradient().pointer(), plain.pointer());
      }
    }

    @Override
    public void backward() {
      if (backward != null) {
        backward.run();
        FloatBuffer given = plain.floats();
        FloatBuffer dx = x.gradients();
        for (int i = 0; i < x.length(); i++) {
          dx.put(i, dx.get(i) + given.get(i));
        }
      }
    }
  }

  /** From the blocked to the plain layout. */
  static Primitive toPlain(OneDnn dnn, MapLayout layout, Pointer blocked, Pointer plain) {
    dnnl_memory_desc_t from = layout.blocked(dnn);
    dnnl_memory_desc_t to = layout.plain(dnn);
    return dnn.reorder(from, dnn.memory(from, blocked), to, dnn.memory(to, plain));
  }

  /** From the plain to the blocked layout; what fills up the last block becomes zero. */
  static Primitive toBlocked(OneDnn dnn, MapLayout layout, Pointer plain, Pointer blocked) {
    dnnl_memory_desc_t from = layout.plain(dnn);
    dnnl_memory_desc_t to = layout.blocked(dnn);
    return dnn.reorder(from, dnn.memory(from, plain), to, dnn.memory(to, blocked));
  }
}
