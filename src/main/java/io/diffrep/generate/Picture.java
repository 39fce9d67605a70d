package io.diffrep.generate;

import io.diffrep.runtime.UsageException;
import java.util.Objects;
import java.util.Optional;

/** An image of a table, by which what is made of it is named. */
public final class Picture {
  private final String id;
  private final String path;
  private final String label;
  private final byte[] pixels;

  /**
   * @param id its id
   * @param path its path
   * @param label its class, or null
   * @param pixels uint8, row-major {@code [height, width, channels]}; null where only codes are at
   *     hand
   */
  Picture(String id, String path, String label, byte[] pixels) {
    this.id = id;
    this.path = path;
    this.label = label;
    this.pixels = pixels;
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** Its path, relative to the lake's root. */
  public String path() {
    return path;
  }

  /** Its class; empty where it has none. */
  public String label() {
    return Objects.requireNonNullElse(label, "");
  }

  /** What a caption calls it: its class, or else the end of its path. */
  public String caption() {
    return label().isEmpty() ? path.substring(path.lastIndexOf('/') + 1) : label();
  }

  /** Its pixels, if they are at hand. */
  Optional<byte[]> pixels() {
    return Optional.ofNullable(pixels);
  }

  /**
   * Its pixels.
   *
   * @throws UsageException if they are not at hand
   */
  public byte[] requiredPixels() {
    if (pixels == null) {
      throw new UsageException("the image " + path + " is not at hand: give --images");
    }
    return pixels;
  }

  /** The same with pixels. */
  Picture with(byte[] found) {
    return new Picture(id, path, label, found);
  }

  /**
   * Mean squared difference of the pixels, on the scale of 0 to 1, to another image of this shape.
   */
  public double meanSquaredError(byte[] other) {
    byte[] own = requiredPixels();
    double sum = 0;
    for (int p = 0; p < own.length; p++) {
      double apart = ((own[p] & 0xff) - (other[p] & 0xff)) / 255.0;
      sum += apart * apart;
    }
    return sum / own.length;
  }
}
