package io.diffrep.engine;

/** A value of a graph, one per image of the batch: a feature map or a row of numbers. */
public sealed interface Value {
  /** Index of the value in its graph, counted from 0 in the order of recording. */
  int id();

  /** Numbers per image. */
  int size();

  /**
   * A feature map, {@code [batch, channels, height, width]} at the engine's edge.
   *
   * @param id index of the value in its graph
   * @param channels channels, at least 1
   * @param height rows, at least 1
   * @param width columns, at least 1
   */
  record FeatureMap(int id, int channels, int height, int width) implements Value {
    @Override
    public int size() {
      return Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }

    /** Positions per channel. */
    public int positions() {
      return height * width;
    }
  }

  /**
   * A row of numbers, {@code [batch, size]} at the engine's edge.
   *
   * @param id index of the value in its graph
   * @param size numbers per image, at least 1
   */
  record Row(int id, int size) implements Value {}
}
