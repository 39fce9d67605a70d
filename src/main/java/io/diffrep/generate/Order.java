package io.diffrep.generate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * An image to be made, on its way to a task. A class and not a record: its arrays are compared by
 * nobody.
 */
final class Order implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long noise;
  private final byte[] image;
  private final float[][] codes;

  private Order(long noise, byte[] image, float[][] codes) {
    this.noise = noise;
    this.image = image;
    this.codes = codes;
  }

  /**
   * Orders of images that there are.
   *
   * @param images uint8, row-major {@code [height, width, channels]}
   * @param noise index of the noise of each
   */
  static List<Order> ofImages(List<byte[]> images, long[] noise) {
    requireAsMany(images.size(), noise);
    List<Order> orders = new ArrayList<>(noise.length);
    for (int i = 0; i < noise.length; i++) {
      orders.add(new Order(noise[i], images.get(i), null));
    }
    return orders;
  }

  /**
   * Orders of images that have codes, {@code [level][dimension]}.
   *
   * @param noise index of the noise of each
   */
  static List<Order> ofCodes(List<float[][]> codes, long[] noise) {
    requireAsMany(codes.size(), noise);
    List<Order> orders = new ArrayList<>(noise.length);
    for (int i = 0; i < noise.length; i++) {
      orders.add(new Order(noise[i], null, codes.get(i)));
    }
    return orders;
  }

  /** Orders of images of which nothing is known but the noise. */
  static List<Order> ofNothing(long[] noise) {
    List<Order> orders = new ArrayList<>(noise.length);
    for (long index : noise) {
      orders.add(new Order(index, null, null));
    }
    return orders;
  }

  private static void requireAsMany(int images, long[] noise) {
    if (images != noise.length) {
      throw new IllegalArgumentException(
          images + " images and noise of " + noise.length + "; each needs its own");
    }
  }

  /** Index of the noise that it begins with. */
  long noise() {
    return noise;
  }

  /** The image, or null. */
  byte[] image() {
    return image;
  }

  /** Its codes, or null. */
  float[][] codes() {
    return codes;
  }
}
