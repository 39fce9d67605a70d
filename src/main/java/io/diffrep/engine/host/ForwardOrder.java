package io.diffrep.engine.host;

import java.util.ArrayList;
import java.util.List;

/**
 * What runs forward, in order. Winograd's convolutions go through a batch some images at a time; a
 * layer right before or behind one that can run image by image goes along, while the image is in
 * the core's cache. Maps of one batch share buffers image by image or not at all, so that no image
 * overwrites another that is still to be read.
 */
final class ForwardOrder {
  private ForwardOrder() {}

  /**
   * @param layers in an order in which they can run one after another
   */
  static List<Runnable> of(List<Layer> layers) {
    List<Runnable> order = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      ImageLayer before = imageLayer(layers, i);
      if (before != null && i + 1 < layers.size() && layers.get(i + 1) instanceof WinogradLayer) {
        i++;
      } else {
        before = null;
      }
      if (layers.get(i) instanceof WinogradLayer convolution) {
        ImageLayer behind = imageLayer(layers, i + 1);
        boolean taken =
            behind instanceof NormLayer
                && i + 2 < layers.size()
                && layers.get(i + 2) instanceof WinogradLayer;
        if (behind != null && !taken) {
          i++;
        } else {
          behind = null;
        }
        order.add(along(before, convolution, behind));
      } else {
        order.add(layers.get(i)::forward);
      }
    }
    return order;
  }

  private static Runnable along(ImageLayer before, WinogradLayer convolution, ImageLayer behind) {
    return () -> convolution.forward(before, behind);
  }

  private static ImageLayer imageLayer(List<Layer> layers, int index) {
    return index < layers.size() && layers.get(index) instanceof ImageLayer layer ? layer : null;
  }
}
